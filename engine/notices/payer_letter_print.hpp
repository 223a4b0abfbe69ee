// A letter to a payer for paper: what the payer reads, with the member and the authorization on
// every page. The notes to its author stay out; a letter that may not be sent says so on each page.
//
//     std::string bytes = pdf_of(*letter, print::Paper::letter);
#pragma once

#include <string>

#include "engine/notices/payer_letter.hpp"
#include "engine/print/document.hpp"

namespace authledger::notices {

print::Document document_of(const PayerLetter& letter);
std::string pdf_of(const PayerLetter& letter, print::Paper paper);

}  // namespace authledger::notices
