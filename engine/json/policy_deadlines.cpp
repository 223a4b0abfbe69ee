// The rules that have a date: reviews and their clocks and evidence, missed sessions, duties.
#include <algorithm>

#include "engine/json/policy_rules.hpp"

namespace authledger::json {
namespace {

constexpr Outcome missable_outcomes[] = {Outcome::no_show, Outcome::cancelled_by_member,
                                         Outcome::cancelled_by_facility};
constexpr MissedSessionRule::Action all_actions[] = {
    MissedSessionRule::Action::notify, MissedSessionRule::Action::outreach,
    MissedSessionRule::Action::plan_update, MissedSessionRule::Action::discharge_review};
constexpr DutyRule::After all_anchors[] = {
    DutyRule::After::admission, DutyRule::After::first_session,       DutyRule::After::discharge,
    DutyRule::After::denial,    DutyRule::After::authorization_start, DutyRule::After::uncovered};
constexpr EvidenceFor all_purposes[] = {EvidenceFor::initial, EvidenceFor::review};
constexpr EvidenceKind all_kinds_of_evidence[] = {EvidenceKind::notes, EvidenceKind::scores,
                                                  EvidenceKind::symptoms, EvidenceKind::impairment};

enum class Repeat : std::uint8_t { once, each };
constexpr Repeat all_repeats[] = {Repeat::once, Repeat::each};
std::string_view word(Repeat repeat) {
  return repeat == Repeat::once ? "once" : "each";
}

using authledger::word;  // beside the one above, for Fields::one_of

// The days or business_days of a review that is due before or after something.
Span review_span(Fields& fields, const Place& place) {
  const auto days = fields.optional_integer("days", 0, longest_span);
  const auto business_days = fields.optional_integer("business_days", 0, longest_span);
  if (days.has_value() == business_days.has_value())
    refuse(fields.problems, ProblemCode::invalid_value, place,
           "a review before or after a date needs exactly one of days and business_days");
  return business_days ? Span::business_days(*business_days) : Span::days(days.value_or(0));
}

std::optional<ReviewRule::Shape> before_shape(Fields& fields, JsonNode before) {
  const std::string_view text = before.is(JsonKind::string) ? before.text() : "";
  if (text == "end") return ReviewRule::Shape::before_end;
  if (text == "exhaustion") return ReviewRule::Shape::before_exhaustion;
  if (text == "last_covered_day") return ReviewRule::Shape::before_last_covered_day;
  fields.refuse(
      ProblemCode::invalid_value, "before",
      "before is " + before.excerpt() + "; it must be one of end, exhaustion, last_covered_day");
  return std::nullopt;
}

void read_review_shape(ReviewRule& rule, Fields& fields, const Place& place) {
  const auto before = fields.take("before");
  const auto after = fields.take("after");
  const auto left = fields.optional_integer("units_left", 0, largest_count);
  const auto used = fields.optional_integer("units_used", 1, largest_count);
  if ((before ? 1 : 0) + (after ? 1 : 0) + (left ? 1 : 0) + (used ? 1 : 0) != 1) {
    refuse(fields.problems, ProblemCode::invalid_value, place,
           "a review needs exactly one of before, after, units_left, units_used");
    return;
  }
  if (before) {
    if (const auto shape = before_shape(fields, *before)) rule.shape = *shape;
    rule.span = review_span(fields, place);
  } else if (after) {
    rule.shape = ReviewRule::Shape::after_start;
    if (!after->is(JsonKind::string) || after->text() != "start")
      fields.refuse(ProblemCode::invalid_value, "after",
                    "after is " + after->excerpt() + "; it must be start");
    rule.span = review_span(fields, place);
  } else {
    rule.shape = left ? ReviewRule::Shape::units_left : ReviewRule::Shape::units_used;
    rule.units = left.value_or(used.value_or(0));
  }
}

std::vector<Outcome> read_outcomes(Fields& fields) {
  std::vector<Outcome> outcomes;
  fields.list("outcomes", [&](JsonNode item, const Place& place) {
    for (const Outcome outcome : missable_outcomes) {
      if (!item.is(JsonKind::string) || item.text() != word(outcome)) continue;
      outcomes.push_back(outcome);
      return;
    }
    refuse(fields.problems, ProblemCode::invalid_value, place,
           "an outcome is " + item.excerpt() +
               "; it must be one of no_show, cancelled_by_member, cancelled_by_facility");
  });
  return outcomes;
}

void read_pattern(MissedSessionRule& rule, Fields& fields) {
  const auto pattern = fields.require("pattern");
  if (!pattern) return;
  const std::string_view text = pattern->is(JsonKind::string) ? pattern->text() : "";
  if (text == "consecutive") return;
  rule.pattern =
      text == "total" ? MissedSessionRule::Pattern::total : MissedSessionRule::Pattern::within_days;
  if (text == "total") return;
  const Place place = fields.place_of("pattern");
  if (pattern->is(JsonKind::object))
    rule.within_days =
        read_count_of("within_days", *pattern, place, fields.problems, 1, longest_span);
  else
    refuse(fields.problems, ProblemCode::invalid_value, place,
           "pattern is " + pattern->excerpt() +
               "; it must be \"consecutive\", \"total\" or {\"within_days\": n}");
}

bool recurs_within_a_day(const Span& span) {
  if (span.kind == Span::Kind::hours) return span.count < 24;
  return std::any_of(span.parts.begin(), span.parts.end(), recurs_within_a_day);
}

bool counts_hours(const Span& span) {
  return span.kind == Span::Kind::hours ||
         std::any_of(span.parts.begin(), span.parts.end(), counts_hours);
}

void read_duty_span(DutyRule& rule, Fields& fields, const Place& place) {
  const auto within = fields.take("within");
  const auto every = fields.take("every");
  if (within.has_value() == every.has_value()) {
    refuse(fields.problems, ProblemCode::invalid_value, place,
           "a duty needs exactly one of within and every");
    return;
  }
  rule.every = every.has_value();
  const int least = rule.every || rule.first_day_counts ? 1 : 0;
  rule.span = within ? read_span(*within, fields.place_of("within"), fields.problems, least)
                     : read_span(*every, fields.place_of("every"), fields.problems, least);
  if (rule.every && recurs_within_a_day(rule.span))
    fields.refuse(ProblemCode::out_of_range, "every", "every must be at least 24 hours");
  if (rule.first_day_counts && counts_hours(rule.span))
    fields.refuse(ProblemCode::invalid_value, "first_day_counts",
                  "first_day_counts is about days; say the span in days, business_days or months");
}

void read_duty_shape(DutyRule& rule, Fields& fields, const Place& place) {
  if (const auto by_session = fields.optional_integer("by_session", 1, largest_count)) {
    rule.after = DutyRule::After::by_session;
    rule.by_session = *by_session;
    bool has_more = false;
    for (const char* name : {"after", "within", "every", "first_day_counts", "or_effective_date"})
      has_more = fields.take(name).has_value() || has_more;
    if (has_more)
      refuse(fields.problems, ProblemCode::invalid_value, place,
             "a duty by_session has no after, within, every, first_day_counts or "
             "or_effective_date");
    return;
  }
  rule.after = fields.one_of("after", all_anchors);
  rule.first_day_counts = fields.boolean_or("first_day_counts", false);
  rule.or_effective_date = fields.boolean_or("or_effective_date", false);
  read_duty_span(rule, fields, place);
  if (rule.or_effective_date && rule.after != DutyRule::After::denial)
    fields.refuse(ProblemCode::invalid_value, "or_effective_date",
                  "or_effective_date is about a denial; use it with \"after\": \"denial\"");
}

void read_measures(ClockRule& rule, Fields& fields) {
  bool are_measures = false;
  const std::size_t problems_before = fields.problems.size();
  fields.list("measures", [&](JsonNode item, const Place& place) {
    are_measures = true;
    Fields measure(item, place, fields.problems);
    const auto days = measure.optional_integer("days", 1, longest_span);
    const auto minutes = measure.optional_integer("attended_minutes", 1, largest_count);
    if (measure.is_object() && days.has_value() == minutes.has_value())
      refuse(
          fields.problems, ProblemCode::invalid_value, place,
          "a measure needs exactly one of days and attended_minutes; list two measures for both");
    if ((days && rule.days) || (minutes && rule.attended_minutes))
      refuse(fields.problems, ProblemCode::invalid_value, place,
             "a clock has at most one measure in days and one in attended_minutes");
    if (days) rule.days = days;
    if (minutes) rule.attended_minutes = minutes;
    measure.finish();
  });
  if (fields.is_object() && !are_measures && fields.problems.size() == problems_before)
    fields.refuse(ProblemCode::invalid_value, "measures",
                  "measures is empty; a clock needs {\"days\": n} or {\"attended_minutes\": m}");
}

}  // namespace

void read_reviews(Fields& document, Policy& policy) {
  each_object(document, "reviews", [&](Fields& fields, const Place& place) {
    ReviewRule rule;
    rule.name = read_name(fields, policy);
    read_review_shape(rule, fields, place);
    rule.opens = optional_day_span(fields, "opens");
    rule.not_earlier = optional_day_span(fields, "not_earlier");
    policy.reviews.push_back(std::move(rule));
  });
  if (const auto opens = optional_day_span(document, "reviews_open")) policy.reviews_open = *opens;
}

void read_missed_sessions(Fields& document, Policy& policy) {
  each_object(document, "missed_sessions", [&](Fields& fields, const Place&) {
    MissedSessionRule rule;
    rule.name = read_name(fields, policy);
    rule.outcomes = read_outcomes(fields);
    rule.excused_counts = fields.boolean_or("excused_counts", false);
    rule.count = fields.integer("count", 1, largest_count);
    read_pattern(rule, fields);
    rule.each = fields.one_of_or("repeat", all_repeats, Repeat::once) == Repeat::each;
    if (const auto notify = fields.require("notify"))
      rule.notify = read_span(*notify, fields.place_of("notify"), fields.problems, 0);
    rule.whom = fields.text_or("whom", "payer");
    rule.action = fields.one_of_or("action", all_actions, MissedSessionRule::Action::notify);
    policy.missed_sessions.push_back(std::move(rule));
  });
}

void read_duties(Fields& document, Policy& policy) {
  each_object(document, "duties", [&](Fields& fields, const Place& place) {
    DutyRule rule;
    rule.name = read_name(fields, policy);
    read_duty_shape(rule, fields, place);
    policy.duties.push_back(std::move(rule));
  });
}

void read_clocks(Fields& document, Policy& policy) {
  std::set<std::string> keys;
  each_object(document, "clocks", [&](Fields& fields, const Place&) {
    ClockRule rule;
    rule.name = read_unique_name(fields, policy, keys);
    read_measures(rule, fields);
    rule.locked = fields.boolean_or("locked", false);
    if (const auto before = fields.take("before_planned_discharge"))
      rule.days_before_planned_discharge =
          read_count_of("days", *before, fields.place_of("before_planned_discharge"),
                        fields.problems, 0, longest_span);
    policy.clocks.push_back(std::move(rule));
  });
}

void read_evidence(Fields& document, Policy& policy) {
  std::set<std::string> keys;
  each_object(document, "evidence", [&](Fields& fields, const Place&) {
    EvidenceRule rule;
    rule.name = read_unique_name(fields, policy, keys);
    rule.purpose = fields.one_of("for", all_purposes);
    rule.document = fields.one_of("document", all_kinds_of_evidence);
    if (const auto newest = fields.require("newest_within"))
      rule.newest_within_days = read_count_of("days", *newest, fields.place_of("newest_within"),
                                              fields.problems, 0, longest_span);
    policy.evidence.push_back(std::move(rule));
  });
}

}  // namespace authledger::json
