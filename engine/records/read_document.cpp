#include "engine/records/read_document.hpp"

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
constexpr Signature unreadable[]{{"%PDF", "a PDF"},
                                 {"{\\rtf", "an RTF document"},
                                 {"PK\x03\x04", "a ZIP archive or Office document"},
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

bool has(std::string_view media_type, std::string_view part) {
  return media_type.find(part) != std::string_view::npos;
}

}  // namespace

ClinicalRecord read_document(std::string_view name, std::string_view media_type,
                             std::string_view bytes) {
  for (const Signature& signature : unreadable)
    if (bytes.starts_with(signature.start))
      return refused(name, "the document is " + std::string(signature.what) +
                               ", which is not read; send C-CDA, FHIR JSON or plain text");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string_view start = bytes.substr(0, 4096);
  const std::string_view content = trimmed(start);
  if (content.empty() && bytes.size() <= start.size())
    return refused(name, "the document is empty");
  const std::string head = lower(content.substr(0, 15));
  if (head.starts_with("<html") || head.starts_with("<!doctype html"))
    return refused(name, "the document is HTML, which is not read");
  if (content.starts_with('<') || has(media_type, "xml")) return read_ccda(name, bytes);
  if (content.starts_with('{') || content.starts_with('[') || has(media_type, "json"))
    return read_fhir(name, bytes);
  return read_text_document(name, bytes);
}

}  // namespace authledger
