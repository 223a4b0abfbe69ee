#include "engine/json/policy_codec.hpp"

#include <algorithm>

namespace authledger::json {
namespace {

constexpr Unit all_units[] = {Unit::visit, Unit::day, Unit::hour, Unit::quarter_hour};
constexpr Rounding all_roundings[] = {Rounding::down, Rounding::nearest, Rounding::up};
constexpr Requirement all_requirements[] = {Requirement::required, Requirement::none,
                                            Requirement::unknown};
constexpr Outcome missable_outcomes[] = {Outcome::no_show, Outcome::cancelled_by_member,
                                         Outcome::cancelled_by_facility};
constexpr DutyRule::After all_anchors[] = {
    DutyRule::After::admission, DutyRule::After::first_session,       DutyRule::After::discharge,
    DutyRule::After::denial,    DutyRule::After::authorization_start, DutyRule::After::uncovered};
constexpr HolidaySet all_holiday_sets[] = {HolidaySet::us_federal, HolidaySet::none};

enum class Repeat : std::uint8_t { once, each };
constexpr Repeat all_repeats[] = {Repeat::once, Repeat::each};
std::string_view word(Repeat repeat) {
  return repeat == Repeat::once ? "once" : "each";
}

using authledger::word;  // beside the one above, for Fields::one_of

// A span of exactly one kind. `least` is the smallest count that makes sense here.
Span read_span(JsonNode node, const Place& place, Problems& problems, int least) {
  Fields fields(node, place, problems);
  if (!fields.is_object()) return Span::days(least);
  const std::size_t problems_before = problems.size();
  std::vector<Span> found;
  const auto counted = [&](std::string_view name, Span::Kind kind, int most) {
    if (const auto count = fields.optional_integer(name, least, most))
      found.push_back({kind, *count, {}});
  };
  counted("hours", Span::Kind::hours, 24 * longest_span);
  counted("days", Span::Kind::days, longest_span);
  counted("business_days", Span::Kind::business_days, longest_span);
  const auto combined = [&](std::string_view name, Span::Kind kind) {
    const auto parts = fields.take(name);
    if (!parts) return;
    Span span{kind, 0, {}};
    const Place here = fields.place_of(name);
    std::size_t index = 0;
    if (parts->is(JsonKind::array))
      for (const JsonNode part : parts->children())
        span.parts.push_back(read_span(part, Place(here, index++), problems, least));
    if (span.parts.empty()) {
      refuse(problems, ProblemCode::invalid_value, here,
             std::string(name) + " must be an array of at least one span");
      return;
    }
    found.push_back(std::move(span));
  };
  combined("later_of", Span::Kind::later_of);
  combined("earlier_of", Span::Kind::earlier_of);
  fields.finish();
  if (found.size() == 1) return found.front();
  if (problems.size() == problems_before)
    refuse(problems, ProblemCode::invalid_value, place,
           "a span needs exactly one of hours, days, business_days, later_of, earlier_of");
  return Span::days(least);
}

Span read_day_span(JsonNode node, const Place& place, Problems& problems) {
  Span span = read_span(node, place, problems, 0);
  if (span.kind == Span::Kind::days || span.kind == Span::Kind::business_days) return span;
  refuse(problems, ProblemCode::invalid_value, place, "only days or business_days shift a date");
  return Span::days(0);
}

class PolicyReader {
 public:
  PolicyReader(JsonNode node, const Place& place, Problems& problems)
      : problems_(problems), fields_(node, place, problems) {}

  std::optional<Policy> read() {
    if (!fields_.is_object()) return std::nullopt;
    const std::size_t before = problems_.size();
    const auto zone_node = fields_.require("time_zone");
    auto zone =
        zone_node ? read_zone(*zone_node, fields_.place_of("time_zone"), problems_) : std::nullopt;
    if (!zone) zone = Zone::find("UTC");
    ensure(zone.has_value(), "the tz database has UTC");

    Policy policy = plain_policy(*zone);
    policy.payer = fields_.text("payer");
    policy.version = fields_.text("version");
    read_effective(policy);
    read_applies_to(policy);
    read_time(policy);
    read_sources(policy);
    policy_ = &policy;
    read_services();
    read_allowances();
    read_reviews();
    read_missed_sessions();
    read_duties();
    read_prior_authorization();
    fields_.optional_text("note");
    fields_.finish();
    return problems_.size() == before ? std::optional(std::move(policy)) : std::nullopt;
  }

 private:
  void read_effective(Policy& policy) {
    const auto node = fields_.require("effective");
    if (!node) return;
    const Place place = fields_.place_of("effective");
    Fields effective(*node, place, problems_);
    policy.from = effective.date("from");
    policy.to = effective.optional_nullable_date("to");
    effective.finish();
  }

  void read_applies_to(Policy& policy) {
    const auto node = fields_.take("applies_to");
    if (!node) return;
    const Place place = fields_.place_of("applies_to");
    Fields fields(*node, place, problems_);
    policy.plan = fields.optional_text("plan");
    policy.line_of_business = fields.optional_text("line_of_business");
    policy.state = fields.optional_text("state");
    fields.finish();
  }

  void read_time(Policy& policy) {
    if (const auto cutoff = fields_.take("cutoff"))
      policy.time.cutoff = read_time_of_day(*cutoff, fields_.place_of("cutoff"), problems_);
    policy.time.calendar.holidays =
        fields_.one_of_or("business_calendar", all_holiday_sets, HolidaySet::us_federal);
    auto& extra = policy.time.calendar.extra_holidays;
    fields_.list_or_empty("extra_holidays", [&](JsonNode item, const Place& place) {
      extra.push_back(read_date(item, place, problems_));
    });
    std::sort(extra.begin(), extra.end());
    if (const auto starts = fields_.take("week_starts")) {
      const std::string_view text = starts->is(JsonKind::string) ? starts->text() : "";
      if (text == "monday")
        policy.week_starts = Weekday::mon;
      else if (text != "sunday")
        fields_.refuse(
            starts->is(JsonKind::string) ? ProblemCode::invalid_value : ProblemCode::wrong_type,
            "week_starts", "week_starts is " + starts->excerpt() + "; it must be sunday or monday");
    }
  }

  void read_sources(Policy& policy) {
    fields_.list_or_empty("sources", [&](JsonNode item, const Place& place) {
      Fields fields(item, place, problems_);
      Citation source;
      source.key = fields.text("key");
      source.title = fields.text("title");
      source.address = fields.text_or("address", "");
      source.retrieved = fields.text_or("date", "");
      source.grade = fields.text_or("grade", "");
      source.says = fields.text_or("says", "");
      fields.finish();
      policy.sources.push_back(std::move(source));
    });
  }

  // `key` (given, or the place within the document) and `source` of a rule.
  RuleName name_of(Fields& fields, std::string_view section, std::size_t index) {
    RuleName name;
    if (const auto key = fields.take("key"))
      name.key = read_key(*key, fields.place_of("key"), problems_);
    else
      name.key = std::string(section) + "/" + std::to_string(index);
    read_source(fields, name);
    return name;
  }

  RuleName required_name(Fields& fields) {
    RuleName name;
    if (const auto key = fields.require("key"))
      name.key = read_key(*key, fields.place_of("key"), problems_);
    read_source(fields, name);
    return name;
  }

  void read_source(Fields& fields, RuleName& name) {
    const auto key = fields.optional_text("source");
    if (!key) return;
    const auto& sources = policy_->sources;
    const auto found = std::find_if(sources.begin(), sources.end(),
                                    [&](const auto& it) { return it.key == *key; });
    if (found == sources.end())
      fields.refuse(ProblemCode::not_found, "source",
                    "source is \"" + *key + "\"; the document's sources have no such key");
    else
      name.source = static_cast<int>(found - sources.begin());
  }

  void read_services() {
    fields_.list("services", [&](JsonNode item, const Place& place) {
      Fields fields(item, place, problems_);
      ServiceRule rule;
      rule.name = name_of(fields, "services", policy_->services.size());
      rule.codes = fields.texts("codes");
      if (const auto ages = fields.take("ages")) {
        const Place here = fields.place_of("ages");
        Fields range(*ages, here, problems_);
        rule.for_ages = true;
        rule.age_from = range.optional_integer("from", 0, 150);
        rule.age_to = range.optional_integer("to", 0, 150);
        range.finish();
      }
      rule.authorization =
          fields.one_of_or("authorization", all_requirements, Requirement::required);
      rule.unit = fields.one_of("unit", all_units);
      rule.minimum_minutes = fields.integer_or("minimum_minutes", 0, largest_count, 0);
      rule.rounding = fields.one_of_or("rounding", all_roundings, Rounding::down);
      rule.modalities = fields.texts_or_empty("modalities");
      rule.max_units_per_day = fields.optional_integer("max_units_per_day", 0, largest_count);
      rule.max_units_per_week = fields.optional_integer("max_units_per_week", 0, largest_count);
      rule.max_units_per_year = fields.optional_integer("max_units_per_year", 0, largest_count);
      rule.minimum_minutes_per_week =
          fields.optional_integer("minimum_minutes_per_week", 0, largest_count);
      fields.finish();
      policy_->services.push_back(std::move(rule));
    });
  }

  void read_allowances() {
    fields_.list_or_empty("allowances", [&](JsonNode item, const Place& place) {
      Fields fields(item, place, problems_);
      AllowanceRule rule;
      rule.name = required_name(fields);
      rule.codes = fields.texts("codes");
      rule.units = fields.optional_integer("units", 0, largest_count);
      rule.days = fields.optional_integer("days", 1, longest_span);
      fields.finish();
      policy_->allowances.push_back(std::move(rule));
    });
  }

  // The days or business_days of a review that is due before or after something.
  Span review_span(Fields& fields, const Place& place) {
    const auto days = fields.optional_integer("days", 0, longest_span);
    const auto business_days = fields.optional_integer("business_days", 0, longest_span);
    if (days.has_value() == business_days.has_value())
      refuse(problems_, ProblemCode::invalid_value, place,
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
      refuse(problems_, ProblemCode::invalid_value, place,
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

  void read_reviews() {
    fields_.list_or_empty("reviews", [&](JsonNode item, const Place& place) {
      Fields fields(item, place, problems_);
      ReviewRule rule;
      rule.name = required_name(fields);
      read_review_shape(rule, fields, place);
      if (const auto opens = fields.take("opens"))
        rule.opens = read_day_span(*opens, fields.place_of("opens"), problems_);
      fields.finish();
      policy_->reviews.push_back(std::move(rule));
    });
    if (const auto opens = fields_.take("reviews_open"))
      policy_->reviews_open = read_day_span(*opens, fields_.place_of("reviews_open"), problems_);
  }

  std::vector<Outcome> read_outcomes(Fields& fields) {
    std::vector<Outcome> outcomes;
    fields.list("outcomes", [&](JsonNode item, const Place& place) {
      for (const Outcome outcome : missable_outcomes) {
        if (!item.is(JsonKind::string) || item.text() != word(outcome)) continue;
        outcomes.push_back(outcome);
        return;
      }
      refuse(problems_, ProblemCode::invalid_value, place,
             "an outcome is " + item.excerpt() +
                 "; it must be one of no_show, cancelled_by_member, cancelled_by_facility");
    });
    return outcomes;
  }

  void read_pattern(MissedSessionRule& rule, Fields& fields) {
    const auto pattern = fields.require("pattern");
    if (!pattern) return;
    if (pattern->is(JsonKind::string) && pattern->text() == "consecutive") return;
    rule.pattern = MissedSessionRule::Pattern::within_days;
    const Place place = fields.place_of("pattern");
    if (!pattern->is(JsonKind::object)) {
      refuse(problems_, ProblemCode::invalid_value, place,
             "pattern is " + pattern->excerpt() +
                 "; it must be \"consecutive\" or {\"within_days\": n}");
      return;
    }
    Fields window(*pattern, place, problems_);
    rule.within_days = window.integer("within_days", 1, longest_span);
    window.finish();
  }

  void read_missed_sessions() {
    fields_.list_or_empty("missed_sessions", [&](JsonNode item, const Place& place) {
      Fields fields(item, place, problems_);
      MissedSessionRule rule;
      rule.name = required_name(fields);
      rule.outcomes = read_outcomes(fields);
      rule.excused_counts = fields.boolean_or("excused_counts", false);
      rule.count = fields.integer("count", 1, largest_count);
      read_pattern(rule, fields);
      rule.each = fields.one_of_or("repeat", all_repeats, Repeat::once) == Repeat::each;
      if (const auto notify = fields.require("notify"))
        rule.notify = read_span(*notify, fields.place_of("notify"), problems_, 0);
      rule.whom = fields.text_or("whom", "payer");
      fields.finish();
      policy_->missed_sessions.push_back(std::move(rule));
    });
  }

  void read_duty_shape(DutyRule& rule, Fields& fields, const Place& place) {
    const auto by_session = fields.optional_integer("by_session", 1, largest_count);
    const auto within = fields.take("within");
    const auto every = fields.take("every");
    const auto after = fields.take("after");
    if (by_session) {
      rule.after = DutyRule::After::by_session;
      rule.by_session = *by_session;
      if (within || every || after)
        refuse(problems_, ProblemCode::invalid_value, place,
               "a duty by_session has no after, within or every");
      return;
    }
    rule.after = fields.one_of("after", all_anchors);
    if (within.has_value() == every.has_value()) {
      refuse(problems_, ProblemCode::invalid_value, place,
             "a duty needs exactly one of within and every");
      return;
    }
    rule.every = every.has_value();
    rule.span = within ? read_span(*within, fields.place_of("within"), problems_, 0)
                       : read_span(*every, fields.place_of("every"), problems_, 1);
    if (rule.every && recurs_within_a_day(rule.span))
      fields.refuse(ProblemCode::out_of_range, "every", "every must be at least 24 hours");
  }

  static bool recurs_within_a_day(const Span& span) {
    if (span.kind == Span::Kind::hours) return span.count < 24;
    return std::any_of(span.parts.begin(), span.parts.end(), recurs_within_a_day);
  }

  void read_duties() {
    fields_.list_or_empty("duties", [&](JsonNode item, const Place& place) {
      Fields fields(item, place, problems_);
      DutyRule rule;
      rule.name = required_name(fields);
      read_duty_shape(rule, fields, place);
      fields.finish();
      policy_->duties.push_back(std::move(rule));
    });
  }

  void read_prior_authorization() {
    const auto node = fields_.take("prior_authorization");
    if (!node) return;
    const Place place = fields_.place_of("prior_authorization");
    Fields fields(*node, place, problems_);
    PriorAuthorization rule;
    rule.name.key = "prior_authorization";
    read_source(fields, rule.name);
    rule.required = fields.boolean("required");
    if (const auto request = fields.take("request"))
      rule.request = read_span(*request, fields.place_of("request"), problems_, 0);
    if (const auto decision = fields.take("decision")) {
      const Place here = fields.place_of("decision");
      Fields spans(*decision, here, problems_);
      if (const auto standard = spans.take("standard"))
        rule.standard = read_span(*standard, spans.place_of("standard"), problems_, 0);
      if (const auto expedited = spans.take("expedited"))
        rule.expedited = read_span(*expedited, spans.place_of("expedited"), problems_, 0);
      spans.finish();
    }
    fields.finish();
    policy_->prior_authorization = std::move(rule);
  }

  Problems& problems_;
  Fields fields_;
  Policy* policy_ = nullptr;
};

}  // namespace

std::optional<Policy> read_policy(JsonNode node, const Place& place, Problems& problems) {
  return PolicyReader(node, place, problems).read();
}

Result<Policy> read_policy_text(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, file_limits);
  if (!tree) return tree.error();
  Problems problems;
  auto policy = read_policy(tree->root(), Place(""), problems);
  if (!policy) return problems;
  return std::move(*policy);
}

}  // namespace authledger::json
