// Policies out of the program: a document as its author could have written it, and the rules that
// are in force after documents were stacked.
//
//     JsonWriter out;
//     write_policy(out, document);             // read_policy() reads the same policy from it
//     write_rules_in_force(out, *book.in_force(coverage, date));
//
// The form of a document and its manual: schemas/policy.schema.json.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/policy/policy.hpp"

namespace authledger::json {

// A document, not a stack. Says what its author left to the defaults, too.
void write_policy(JsonWriter& out, const Policy& document);

// What the document is and whom it speaks about: payer, version, layer, effective, applies_to.
void write_policy_head(JsonWriter& out, const Policy& document);

// A document or a stack as one object: each rule with the document that it stands in and with its
// source, written out. A rule without a key of its own goes by its place, "services/0", as in a
// because.
void write_rules_in_force(JsonWriter& out, const Policy& policy);

}  // namespace authledger::json
