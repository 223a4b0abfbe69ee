#include "engine/json/consent_codec.hpp"

namespace authledger::json {
namespace {

using consent::Consent;

// The word among `all`; what is none of them is refused.
template <class Word, std::size_t N>
Word read_word(JsonNode node, const Place& place, Problems& problems,
               const std::array<Word, N>& all) {
  const std::string said = read_text(node, place, problems);
  std::string words;
  for (const Word it : all) {
    if (word(it) == said) return it;
    words += (words.empty() ? "" : ", ") + std::string(word(it));
  }
  if (!said.empty())
    refuse(problems, ProblemCode::invalid_value, place,
           "the value is \"" + said + "\"; it must be one of " + words);
  return all[0];
}

consent::Recipient read_recipient(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  consent::Recipient to;
  if (const auto kind = fields.require("class"))
    to.kind = read_word(*kind, fields.place_of("class"), problems, consent::recipient_classes);
  to.name = fields.text_or("name", "");
  fields.finish();
  return to;
}

void read_scope(Fields& fields, Consent& consent) {
  fields.list_or_empty("to", [&](JsonNode item, const Place& here) {
    consent.to.push_back(read_recipient(item, here, fields.problems));
  });
  fields.list_or_empty("kinds", [&](JsonNode item, const Place& here) {
    consent.kinds.push_back(read_word(item, here, fields.problems, consent::tags));
  });
  consent.what = fields.text_or("what", "");
  consent.records_from = fields.optional_date("records_from");
  consent.records_to = fields.optional_date("records_to");
  fields.list_or_empty("purposes", [&](JsonNode item, const Place& here) {
    consent.purposes.push_back(read_word(item, here, fields.problems, consent::purposes));
  });
  consent.all_future_tpo = fields.boolean_or("all_future_tpo", false);
}

void read_ends(Fields& fields, Consent& consent) {
  consent.last_day = fields.optional_date("last_day");
  consent.expires_with = fields.text_or("expires_with", "");
  consent.event_happened_on = fields.optional_date("event_happened_on");
  consent.never_expires = fields.boolean_or("never_expires", false);
  consent.revoked_at = fields.optional_instant("revoked_at");
  consent.known_false = fields.boolean_or("known_false", false);
}

template <class Word>
void write_words(JsonWriter& out, std::string_view name, const std::vector<Word>& all) {
  if (all.empty()) return;
  out.key(name);
  out.begin_array();
  for (const Word it : all) out.value(word(it));
  out.end_array();
}

void write_text(JsonWriter& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.field(name, text);
}

void write_true(JsonWriter& out, std::string_view name, bool is_so) {
  if (is_so) out.field(name, true);
}

void write_recipients(JsonWriter& out, const Consent& consent) {
  if (consent.to.empty()) return;
  out.key("to");
  out.begin_array();
  for (const consent::Recipient& it : consent.to) {
    out.begin_object();
    out.field("class", word(it.kind));
    write_text(out, "name", it.name);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

std::optional<Consent> read_consent(JsonNode node, const Place& place, Problems& problems) {
  const std::size_t before = problems.size();
  Fields fields(node, place, problems);
  if (!fields.is_object()) return std::nullopt;
  Consent consent;
  consent.id = fields.text("id");
  consent.member = fields.text("member");
  consent.from = fields.texts_or_empty("from");
  read_scope(fields, consent);
  consent.says_right_to_revoke = fields.boolean_or("says_right_to_revoke", false);
  consent.says_redisclosure = fields.boolean_or("says_redisclosure", false);
  consent.says_consequences = fields.boolean_or("says_consequences", false);
  consent.signed_by = fields.text_or("signed_by", "");
  consent.signed_on = fields.optional_date("signed_on");
  read_ends(fields, consent);
  fields.finish();
  if (problems.size() != before) return std::nullopt;
  return consent;
}

void write_consent(JsonWriter& out, const Consent& consent) {
  out.begin_object();
  out.field("id", consent.id);
  out.field("member", consent.member);
  if (!consent.from.empty()) {
    out.key("from");
    out.begin_array();
    for (const std::string& it : consent.from) out.value(it);
    out.end_array();
  }
  write_recipients(out, consent);
  write_words(out, "kinds", consent.kinds);
  write_text(out, "what", consent.what);
  out.field_if("records_from", consent.records_from);
  out.field_if("records_to", consent.records_to);
  write_words(out, "purposes", consent.purposes);
  write_true(out, "all_future_tpo", consent.all_future_tpo);
  write_true(out, "says_right_to_revoke", consent.says_right_to_revoke);
  write_true(out, "says_redisclosure", consent.says_redisclosure);
  write_true(out, "says_consequences", consent.says_consequences);
  write_text(out, "signed_by", consent.signed_by);
  out.field_if("signed_on", consent.signed_on);
  out.field_if("last_day", consent.last_day);
  write_text(out, "expires_with", consent.expires_with);
  out.field_if("event_happened_on", consent.event_happened_on);
  write_true(out, "never_expires", consent.never_expires);
  if (consent.revoked_at) out.field("revoked_at", to_exact_text(*consent.revoked_at));
  write_true(out, "known_false", consent.known_false);
  out.end_object();
}

}  // namespace authledger::json
