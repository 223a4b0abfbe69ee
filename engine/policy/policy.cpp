#include "engine/policy/policy.hpp"

#include <algorithm>
#include <iterator>

#include "engine/base/result.hpp"

namespace authledger {
namespace {

// In the order of ReviewItem.
constexpr std::string_view item_words[] = {
    "diagnoses", "medications", "allergies",  "risk",         "mental_status", "substance_use",
    "results",   "scores",      "goals",      "plan",         "changes",       "attendance",
    "absences",  "criteria",    "family",     "coordination", "barriers",      "step_down",
    "aftercare", "notes",       "attachments"};
static_assert(std::size(item_words) == review_item_count);

}  // namespace

std::string_view word(Unit unit) {
  switch (unit) {
    case Unit::visit:
      return "visit";
    case Unit::day:
      return "day";
    case Unit::hour:
      return "hour";
    case Unit::quarter_hour:
      return "quarter_hour";
  }
  fail("a unit without a word");
}

std::string_view word(Rounding rounding) {
  switch (rounding) {
    case Rounding::down:
      return "down";
    case Rounding::nearest:
      return "nearest";
    case Rounding::up:
      return "up";
  }
  fail("a rounding without a word");
}

std::string_view word(Requirement requirement) {
  switch (requirement) {
    case Requirement::required:
      return "required";
    case Requirement::none:
      return "none";
    case Requirement::unknown:
      return "unknown";
    case Requirement::prohibited:
      return "prohibited";
    case Requirement::notification:
      return "notification";
  }
  fail("a requirement without a word");
}

std::string_view word(DutyRule::After after) {
  switch (after) {
    case DutyRule::After::admission:
      return "admission";
    case DutyRule::After::first_session:
      return "first_session";
    case DutyRule::After::discharge:
      return "discharge";
    case DutyRule::After::authorization_start:
      return "authorization_start";
    case DutyRule::After::denial:
      return "denial";
    case DutyRule::After::uncovered:
      return "uncovered";
    case DutyRule::After::by_session:
      return "by_session";
  }
  fail("a duty anchor without a word");
}

std::string_view word(Layer layer) {
  switch (layer) {
    case Layer::payer:
      return "payer";
    case Layer::contract:
      return "contract";
    case Layer::law:
      return "law";
  }
  fail("a layer without a word");
}

std::string_view word(MissedSessionRule::Action action) {
  switch (action) {
    case MissedSessionRule::Action::notify:
      return "notify";
    case MissedSessionRule::Action::outreach:
      return "outreach";
    case MissedSessionRule::Action::plan_update:
      return "plan_update";
    case MissedSessionRule::Action::discharge_review:
      return "discharge_review";
  }
  fail("an action without a word");
}

std::string_view word(IfLate if_late) {
  switch (if_late) {
    case IfLate::unknown:
      return "";
    case IfLate::deemed_granted:
      return "deemed_granted";
    case IfLate::deemed_denied:
      return "deemed_denied";
  }
  fail("a late decision without a word");
}

std::string_view word(EvidenceFor purpose) {
  switch (purpose) {
    case EvidenceFor::initial:
      return "initial";
    case EvidenceFor::review:
      return "review";
  }
  fail("a purpose of evidence without a word");
}

std::string_view word(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::notes:
      return "notes";
    case EvidenceKind::scores:
      return "scores";
    case EvidenceKind::symptoms:
      return "symptoms";
    case EvidenceKind::impairment:
      return "impairment";
  }
  fail("a kind of evidence without a word");
}

std::string_view word(RequestMode mode) {
  switch (mode) {
    case RequestMode::initial:
      return "initial";
    case RequestMode::continued_stay:
      return "continued_stay";
    case RequestMode::discharge:
      return "discharge";
    case RequestMode::retro:
      return "retro";
  }
  fail("a mode of a request without a word");
}

std::string_view word(ReviewItem item) {
  return item_words[static_cast<std::size_t>(item)];
}

bool ReviewForm::is_for(RequestMode mode) const {
  return std::find(modes.begin(), modes.end(), mode) != modes.end();
}

bool ReviewForm::asks(ReviewItem item) const {
  const auto is_in = [&](const std::vector<ReviewItem>& items) {
    return std::find(items.begin(), items.end(), item) != items.end();
  };
  return is_in(required) || is_in(optional);
}

std::string_view word(Topic topic) {
  switch (topic) {
    case Topic::authorization:
      return "authorization";
    case Topic::unit:
      return "unit";
    case Topic::amount:
      return "amount";
    case Topic::reviews:
      return "reviews";
    case Topic::missed_sessions:
      return "missed_sessions";
    case Topic::decision:
      return "decision";
    case Topic::retro_authorization:
      return "retro_authorization";
    case Topic::timely_filing:
      return "timely_filing";
    case Topic::modality:
      return "modality";
    case Topic::discharge:
      return "discharge";
  }
  fail("a topic without a word");
}

}  // namespace authledger
