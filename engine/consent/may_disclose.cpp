#include "engine/consent/may_disclose.hpp"

#include <algorithm>

#include "engine/consent/decision_table.hpp"

namespace authledger::consent {
namespace {

template <class T>
bool has(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool names(const Consent& consent, const Recipient& recipient) {
  return std::any_of(consent.to.begin(), consent.to.end(), [&](const Recipient& it) {
    return it.kind == recipient.kind && (it.name.empty() || it.name == recipient.name);
  });
}

bool is_dated_within(const Consent& consent, const std::optional<Date>& date) {
  if (!consent.records_from && !consent.records_to) return true;
  return date && (!consent.records_from || *date >= *consent.records_from) &&
         (!consent.records_to || *date <= *consent.records_to);
}

bool is_by_tpo(const Consent& consent, Purpose purpose) {
  return consent.all_future_tpo && is_tpo(purpose);
}

bool covers(const Consent& consent, const Record& record, const Asked& asked) {
  return has(consent.from, asked.discloser) && names(consent, asked.recipient) &&
         has(consent.kinds, record.tag) && is_dated_within(consent, record.date) &&
         (is_by_tpo(consent, asked.purpose) || has(consent.purposes, asked.purpose));
}

bool is_over(const Consent& consent, Date today) {
  return (consent.last_day && today > *consent.last_day) ||
         (consent.event_happened_on && today >= *consent.event_happened_on);
}

State state_of(const Consent& consent, const Record& record, const Asked& asked) {
  if (!covers(consent, record, asked)) return State::mismatch;
  if (consent.revoked_at && *consent.revoked_at <= asked.at) return State::revoked;
  const bool is_signed = consent.signed_on && *consent.signed_on <= asked.today;
  if (!is_signed || !deficiencies(consent).empty()) return State::deficient;
  if (is_over(consent, asked.today)) return State::expired;
  return is_by_tpo(consent, asked.purpose) ? State::active_tpo : State::active_specific;
}

Decision decide(const Record& record, const std::vector<Consent>& consents, const Asked& asked,
                std::vector<std::string>& notice_keys) {
  Decision said{record.id, record.tag, State::none, false, {}, {}, {}, {}};
  const Consent* speaks = nullptr;
  for (const Consent& consent : consents) {
    if (consent.member != asked.member) continue;
    const State state = state_of(consent, record, asked);
    if (state <= said.state) continue;
    said.state = state;
    speaks = &consent;
  }
  const DecisionTable& table = decision_table();
  const DecisionRow* row = table.find(record.tag, said.state, asked.purpose, asked.recipient.kind);
  if (!row) {
    said.reason = "nothing on file says that this is allowed";
    return said;
  }
  const Ground& ground = table.grounds.at(row->ground);
  said.is_allowed = row->is_allowed;
  said.reason = ground.reason;
  said.citation = ground.citation;
  said.remedy = ground.remedy;
  if (speaks && said.state != State::mismatch) said.consent = speaks->id;
  if (said.state == State::deficient && !said.is_allowed)
    for (const std::string& fault : deficiencies(*speaks)) said.reason += "; " + fault;
  if (!row->is_allowed) return said;
  for (const std::string& key : row->notices)
    if (!has(notice_keys, key)) notice_keys.push_back(key);
  return said;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& it : words) text += (text.empty() ? "" : ", ") + it;
  return text;
}

std::string in_words(std::string_view word) {
  std::string text(word);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string end_of(const Consent& consent) {
  if (consent.last_day) return "in force through " + to_text(*consent.last_day);
  if (!consent.expires_with.empty()) return "in force until: " + consent.expires_with;
  return "without an end";
}

}  // namespace

std::string_view word(State state) {
  switch (state) {
    case State::none:
      return "none";
    case State::mismatch:
      return "mismatch";
    case State::deficient:
      return "deficient";
    case State::expired:
      return "expired";
    case State::revoked:
      return "revoked";
    case State::active_tpo:
      return "active_tpo";
    case State::active_specific:
      return "active_specific";
  }
  fail("a state without a word");
}

Decisions may_disclose(const std::vector<Record>& records, const std::vector<Consent>& consents,
                       const Asked& asked) {
  Decisions said;
  std::vector<std::string> keys;
  for (const Record& record : records)
    said.records.push_back(decide(record, consents, asked, keys));
  for (const std::string& key : keys) said.notices.push_back(decision_table().notices.at(key));
  return said;
}

std::string scope_of(const Consent& consent) {
  std::vector<std::string> to, aims;
  for (const Recipient& it : consent.to)
    to.push_back(it.name.empty() ? "every " + in_words(word(it.kind)) : it.name);
  if (consent.all_future_tpo)
    aims.emplace_back("all future treatment, payment and health care operations");
  for (const Purpose it : consent.purposes) aims.push_back(in_words(word(it)));
  return "Consent " + consent.id + ", signed by " + consent.signed_by +
         (consent.signed_on ? " on " + to_text(*consent.signed_on) : "") + ": " + consent.what +
         "; to " + listed(to) + "; for " + listed(aims) + "; " +
         end_of(consent) + ". It may be revoked.";
}

}  // namespace authledger::consent
