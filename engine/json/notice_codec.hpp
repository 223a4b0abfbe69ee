// The draft of a notice as JSON, its text beside its parts, so that a form can be filled from it.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/json/fields.hpp"
#include "engine/notices/notice.hpp"

namespace authledger::json {

void write_notice(JsonWriter& out, const Obligation& obligation, const notices::Draft& draft);

// The words of a letter as somebody has edited them: {"title", "lines": [{"label", "value"}],
// "paragraphs"}, nothing blank, all of it there. For the channel fax.
notices::Draft read_letter(JsonNode node, const Place& place, Problems& problems);
void write_letter(JsonWriter& out, const notices::Draft& words);

}  // namespace authledger::json
