// Bytes from outside as text: UTF-8, base64, blanks, and the dates that clinicians write.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/records/clinical_record.hpp"

namespace authledger {

// The position of the first byte that is not UTF-8; none when all is well.
std::optional<std::size_t> broken_utf8(std::string_view bytes);

// At most so many bytes of the text's start, without the parts of characters that a cut left at
// either end.
std::string excerpt_of(std::string_view text, std::size_t most);

// None for text that is not base64. Line breaks and blanks are skipped.
std::optional<std::string> from_base64(std::string_view text);

// Runs of blanks and line breaks become one blank; none at either end.
std::string collapsed(std::string_view text);
std::string_view trimmed(std::string_view text);
std::string lower(std::string_view text);  // ASCII letters only

bool is_letter_or_digit(char c);  // ASCII

// Turns byte offsets of one text into character counts, without walking it again each time.
class CharacterCount {
 public:
  explicit CharacterCount(std::string_view text);
  std::size_t before(std::size_t byte) const;

 private:
  static constexpr std::size_t step = 1024;
  std::string_view text_;
  std::vector<std::size_t> marks_;  // characters before every step-th byte
};

// "2026-03-02", "3/2/2026", "03-02-2026", "March 2, 2026", "Mar 2 2026", "2 March 2026" at the
// start of the text; month before day where both are numbers, as the documents are from the US.
struct WrittenDate {
  Date date;
  std::size_t length;  // bytes read
};
std::optional<WrittenDate> date_at_start(std::string_view text);

// "2015", "2015-06", "2015-06-22", "2015-06-22T10:00:00Z": the calendar date as written.
std::optional<RecordDate> fhir_date(std::string_view text);
// "2015", "201506", "20150622", "20150622100500-0500": likewise.
std::optional<RecordDate> hl7_date(std::string_view text);

}  // namespace authledger
