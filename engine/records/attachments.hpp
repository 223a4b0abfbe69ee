// PDFs that a document embeds or attaches: each becomes a document of its own, about the same
// patient and under the same restrictions, so that it goes with a packet as one that was filed as
// PDF does.
//
//     ClinicalRecord record = read_document("ccd.xml", "", bytes);
//     for (CarriedDocument& it : take_attachments(record)) it.record.documents.front().name
//                                     // "ccd.xml, /ClinicalDocument/component/nonXMLBody/text"
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/records/clinical_record.hpp"

namespace authledger {

constexpr std::size_t most_attachments_of_a_document = 50;
constexpr std::size_t largest_attachment = 20'000'000;  // bytes

// Whether base64, or what it stands for, is a PDF; the media type says so or the first bytes do.
bool is_pdf(std::string_view media_type, std::string_view bytes);
bool is_pdf_in_base64(std::string_view media_type, std::string_view base64);

// Keeps a PDF with the record of its document. What is wrong with it, or empty: it is too large, or
// there are too many.
std::string attach_pdf(ClinicalRecord& record, AttachedPdf pdf);

struct CarriedDocument {
  ClinicalRecord record;  // of kind pdf, without items
  std::string bytes;
};

// Takes them out of the record. One whose patient is not told among several is left out, as a
// problem of the document.
std::vector<CarriedDocument> take_attachments(ClinicalRecord& record);

}  // namespace authledger
