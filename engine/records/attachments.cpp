#include "engine/records/attachments.hpp"

#include <algorithm>
#include <utility>

#include "engine/records/identity.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

constexpr std::string_view pdf_start = "%PDF";
constexpr std::string_view pdf_start_in_base64 = "JVBER";

bool says_pdf(std::string_view media_type) {
  return media_type.find("pdf") != std::string_view::npos ||
         media_type.find("PDF") != std::string_view::npos;
}

// Whom the PDF is about; none: that is not said, or it is somebody else.
const PatientIdentity* patient_of(const DocumentInfo& document, const std::string& subject) {
  if (document.patients.size() == 1) {
    const PatientIdentity& only = document.patients.front();
    return subject.empty() || may_mean(only, subject) ? &only : nullptr;
  }
  const auto found = std::ranges::find_if(
      document.patients, [&](const PatientIdentity& it) { return is_key_of(it, subject); });
  return found == document.patients.end() ? nullptr : &*found;
}

}  // namespace

bool is_pdf(std::string_view media_type, std::string_view bytes) {
  return says_pdf(media_type) || bytes.starts_with(pdf_start);
}

bool is_pdf_in_base64(std::string_view media_type, std::string_view base64) {
  return says_pdf(media_type) || trimmed(base64).starts_with(pdf_start_in_base64);
}

std::string attach_pdf(ClinicalRecord& record, AttachedPdf pdf) {
  if (pdf.bytes.size() > largest_attachment)
    return "the attached PDF is larger than " + std::to_string(largest_attachment / 1'000'000) +
           " MB and does not go with the packet";
  if (record.attachments.size() >= most_attachments_of_a_document)
    return "the document has more than " + std::to_string(most_attachments_of_a_document) +
           " attached PDFs; this one does not go with the packet";
  record.attachments.push_back(std::move(pdf));
  return "";
}

std::vector<CarriedDocument> take_attachments(ClinicalRecord& record) {
  std::vector<CarriedDocument> carried;
  for (AttachedPdf& pdf : std::exchange(record.attachments, {})) {
    const DocumentInfo& whole = record.documents.front();
    const PatientIdentity* patient = patient_of(whole, pdf.subject);
    if (!patient && !whole.patients.empty()) {
      record.problems.push_back({whole.name, pdf.place,
                                 "the attached PDF does not go with the packet: it is about "
                                 "another patient, or does not say about whom it is"});
      continue;
    }
    DocumentInfo info = whole;
    info.name = whole.name + ", " + pdf.place;
    info.within = whole.name;
    info.kind = DocumentKind::pdf;
    if (!pdf.title.empty()) info.title = std::move(pdf.title);
    if (pdf.date) info.date = pdf.date;
    if (!pdf.author.empty()) info.author = std::move(pdf.author);
    if (patient) info.patients = {*patient};
    CarriedDocument document;
    document.record.documents.push_back(std::move(info));
    document.bytes = std::move(pdf.bytes);
    carried.push_back(std::move(document));
  }
  return carried;
}

}  // namespace authledger
