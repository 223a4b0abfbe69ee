// The draft of a notice as JSON, its text beside its parts, so that a form can be filled from it.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/notices/notice.hpp"

namespace authledger::json {

void write_notice(JsonWriter& out, const Obligation& obligation, const notices::Draft& draft);

}  // namespace authledger::json
