// Bodies that documents embed or attach, as plain text: text, Markdown, HTML and RTF.
//
//     BodyText body = body_text("text/rtf", bytes);
//     body.text       // "Plan:\n- continue sertraline"
//     body.problem    // what was left out, or why there is no text; empty when all is well
//
// PDF, Word and images are not read: their parsers are large and meet hostile bytes, and this
// process holds records of patients. A PDF goes with the packet (attachments.hpp); of the others
// the problem names them, so that a reader opens them himself.
#pragma once

#include <string>
#include <string_view>

namespace authledger {

struct BodyText {
  std::string text;  // UTF-8; empty: there is none
  std::string problem;
  bool is_converted = false;  // the text is not the bytes as they stand
  bool is_pdf = false;        // not read; goes with the packet as it is
};

// At most most_note_bytes are read. The media type decides; where it is empty, the first bytes do.
BodyText body_text(std::string_view media_type, std::string_view bytes);

// What a browser would show, a line for each block; headings as "## Plan", cells parted by " | ".
// Struck text, scripts and styles are left out; time and space grow with the bytes, whatever they
// are.
BodyText html_text(std::string_view html);
// What a word processor would show, likewise; struck, deleted and hidden text is left out.
BodyText rtf_text(std::string_view rtf);

// Whether the bytes start as HTML does.
bool looks_like_html(std::string_view bytes);

// Of Windows code page 1252, which such bodies are in where they are not in UTF-8.
void append_windows_1252(std::string& out, unsigned char byte);
void append_utf8(std::string& out, char32_t character);  // U+FFFD for what is none
// Characters that no text shows are dropped, rows of blank lines become one, lines end where their
// last word does.
std::string tidied(std::string_view text);

}  // namespace authledger
