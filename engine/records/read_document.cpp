#include "engine/records/read_document.hpp"

#include "engine/records/body_text.hpp"
#include "engine/records/ccda.hpp"
#include "engine/records/fhir.hpp"
#include "engine/records/plain_text.hpp"
#include "engine/records/text_note.hpp"

namespace authledger {
namespace {

struct Signature {
  std::string_view start;
  std::string_view what;
};
constexpr Signature unreadable[]{{"PK\x03\x04", "a ZIP archive or Office document"},
                                 {"\xD0\xCF\x11\xE0", "an old Office document"},
                                 {"\xFF\xD8\xFF", "a JPEG image"},
                                 {"\x89PNG", "a PNG image"},
                                 {"\xFF\xFE", "UTF-16 text"},
                                 {"\xFE\xFF", "UTF-16 text"},
                                 {"ISA*", "an X12 interchange"},
                                 {"MSH|", "an HL7 v2 message"}};

ClinicalRecord refused(std::string_view name, std::string why) {
  ClinicalRecord record;
  record.documents.push_back({std::string(name), DocumentKind::unknown, "", {}, "", {}, false, ""});
  record.problems.push_back({std::string(name), "", std::move(why)});
  return record;
}

// Its text is not read: the parsers of PDF are large and meet hostile bytes.
ClinicalRecord unread_pdf(std::string_view name) {
  ClinicalRecord record = refused(name, "the document is a PDF: its text is not read");
  record.documents.front().kind = DocumentKind::pdf;
  return record;
}

bool has(std::string_view media_type, std::string_view part) {
  return media_type.find(part) != std::string_view::npos;
}

// A note that is written as HTML or RTF.
ClinicalRecord read_converted(std::string_view name, std::string_view media_type,
                              std::string_view bytes) {
  const BodyText body = body_text(media_type, bytes);
  if (body.text.empty())
    return refused(name, body.problem.empty() ? "the document is empty" : body.problem);
  ClinicalRecord record = read_text_as(name, "as text", body.text);
  if (!body.problem.empty()) record.problems.push_back({std::string(name), "", body.problem});
  return record;
}

}  // namespace

ClinicalRecord read_document(std::string_view name, std::string_view media_type,
                             std::string_view bytes) {
  if (bytes.starts_with("%PDF")) return unread_pdf(name);
  for (const Signature& signature : unreadable)
    if (bytes.starts_with(signature.start))
      return refused(name,
                     "the document is " + std::string(signature.what) +
                         ", which is not read; send C-CDA, FHIR JSON, plain text, HTML or RTF");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string_view start = bytes.substr(0, 4096);
  const std::string_view content = trimmed(start);
  if (content.empty() && bytes.size() <= start.size())
    return refused(name, "the document is empty");
  if (looks_like_html(content)) return read_converted(name, "text/html", bytes);
  if (content.starts_with("{\\rtf")) return read_converted(name, "text/rtf", bytes);
  if (content.starts_with('<') || has(media_type, "xml")) return read_ccda(name, bytes);
  if (content.starts_with('{') || content.starts_with('[') || has(media_type, "json"))
    return read_fhir(name, bytes);
  return read_text_document(name, bytes);
}

}  // namespace authledger
