// Letters to a payer as JSON, their text beside their parts. The manual of the form:
// schemas/letter.schema.json.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/notices/payer_letter.hpp"

namespace authledger::json {

void write_payer_letter(JsonWriter& out, const std::string& episode,
                        const notices::PayerLetter& letter);
// {"episode", "as_of", "letters": [{"kind", "authorization", "clock"}]}
void write_letter_offers(JsonWriter& out, const std::string& episode, Instant as_of,
                         const std::vector<notices::LetterOffer>& offers);

}  // namespace authledger::json
