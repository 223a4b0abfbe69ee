#include "engine/json/policy_rules_writer.hpp"

#include "engine/json/lists.hpp"
#include "engine/json/standing_codec.hpp"

namespace authledger::json {
namespace {

void write_spans(JsonWriter& out, std::string_view name, const std::vector<Span>& spans);

void write_span(JsonWriter& out, const Span& span) {
  out.begin_object();
  switch (span.kind) {
    case Span::Kind::hours:
      out.field("hours", span.count);
      break;
    case Span::Kind::days:
      out.field("days", span.count);
      break;
    case Span::Kind::business_days:
      out.field("business_days", span.count);
      break;
    case Span::Kind::months:
      out.field("months", span.count);
      break;
    case Span::Kind::later_of:
      write_spans(out, "later_of", span.parts);
      break;
    case Span::Kind::earlier_of:
      write_spans(out, "earlier_of", span.parts);
      break;
  }
  out.end_object();
}

void write_spans(JsonWriter& out, std::string_view name, const std::vector<Span>& spans) {
  write_list(out, name, spans, write_span);
}

void span_field(JsonWriter& out, std::string_view name, const Span& span) {
  out.key(name);
  write_span(out, span);
}

void span_field_if(JsonWriter& out, std::string_view name, const std::optional<Span>& span) {
  if (span) span_field(out, name, *span);
}

// {"days": n}, where only that unit makes sense.
void count_field(JsonWriter& out, std::string_view name, std::string_view unit, int count) {
  out.key(name);
  out.begin_object();
  out.field(unit, count);
  out.end_object();
}

void write_integers(JsonWriter& out, std::string_view name, const std::vector<int>& numbers) {
  write_list(out, name, numbers, [](JsonWriter& to, int number) { to.value(number); });
}

void write_ages(JsonWriter& out, const ServiceRule& rule) {
  if (!rule.for_ages) return;
  out.key("ages");
  out.begin_object();
  out.field_if("from", rule.age_from);
  out.field_if("to", rule.age_to);
  out.field("on", rule.age_at_admission ? "admission" : "service_date");
  out.end_object();
}

void write_tier(JsonWriter& out, const ServiceTier& tier) {
  out.begin_object();
  out.field("key", tier.key);
  out.field("services", tier.services);
  out.end_object();
}

void write_band(JsonWriter& out, const ReceiptBand& band) {
  out.begin_object();
  out.field("from", to_text(band.from));
  if (band.to) out.field("to", to_text(*band.to));
  out.field("business_days", band.business_days);
  out.field("by", to_text(band.by));
  out.end_object();
}

std::string_view word(RetroAuthorization::Allowed allowed) {
  switch (allowed) {
    case RetroAuthorization::Allowed::within:
      return "within";
    case RetroAuthorization::Allowed::none:
      return "none";
    case RetroAuthorization::Allowed::emergency_only:
      return "emergency_only";
  }
  fail("an allowance of retroactive requests without a word");
}

using authledger::word;  // beside the one above

bool has_decision(const PriorAuthorization& rule) {
  return rule.standard || rule.expedited || rule.concurrent || rule.urgent_extension ||
         !rule.by_receipt.empty() || rule.if_late != IfLate::unknown;
}

// A rule whose author gave it no key is called by its place.
bool has_own_key(const RuleName& name) {
  return name.key.find('/') == std::string::npos;
}

}  // namespace

void PolicyRulesWriter::write_document(const Policy& document) {
  out_.key("policy");
  out_.begin_object();
  out_.field("payer", document.payer);
  out_.field("version", document.version);
  out_.field("from", document.from);
  out_.end_object();
}

void PolicyRulesWriter::write_origin(const RuleName& name) {
  const Citation* source = policy_.source_of(name);
  if (manner_ == RuleManner::document) {
    if (source) out_.field("source", source->key);
    return;
  }
  write_document(policy_.document_of(name));
  out_.key("source");
  if (source)
    write_citation(out_, *source);
  else
    out_.null();
}

void PolicyRulesWriter::write_name(const RuleName& name) {
  if (manner_ == RuleManner::in_force || has_own_key(name)) out_.field("key", name.key);
  write_origin(name);
}

// "section": [{write(rule)}, ...]; left out when there are none.
template <class Rule, class Write>
void PolicyRulesWriter::write_section(std::string_view section, const std::vector<Rule>& rules,
                                      Write write) {
  if (rules.empty()) return;
  write_list(out_, section, rules, [&](JsonWriter&, const Rule& rule) {
    out_.begin_object();
    write_name(rule.name);
    write(rule);
    out_.end_object();
  });
}

template <class Rule, class Write>
void PolicyRulesWriter::write_section(std::string_view section, const std::optional<Rule>& rule,
                                      Write write) {
  if (!rule) return;
  out_.key(section);
  out_.begin_object();
  write_origin(rule->name);
  write(*rule);
  out_.end_object();
}

void PolicyRulesWriter::write_all() {
  write_care();
  write_dates();
  write_decisions();
  write_contents();
  write_topics();
}

void PolicyRulesWriter::write_service(const ServiceRule& rule) {
  write_texts(out_, "codes", rule.codes);
  write_ages(out_, rule);
  out_.field("authorization", word(rule.authorization));
  out_.field("unit", word(rule.unit));
  out_.field("minimum_minutes", rule.minimum_minutes);
  out_.field("rounding", word(rule.rounding));
  write_texts(out_, "modalities", rule.modalities);
  out_.field_if("max_units_per_day", rule.max_units_per_day);
  out_.field_if("max_units_per_week", rule.max_units_per_week);
  out_.field_if("max_units_per_year", rule.max_units_per_year);
  out_.field_if("minimum_minutes_per_week", rule.minimum_minutes_per_week);
  out_.field_if("maximum_minutes_per_week", rule.maximum_minutes_per_week);
  out_.field_if("minimum_days_per_week", rule.minimum_days_per_week);
  out_.field_if("maximum_gap_days", rule.maximum_gap_days);
  out_.field_if("yearly_units_warning", rule.yearly_units_warning);
  if (!rule.tiers.empty()) write_list(out_, "tiers", rule.tiers, write_tier);
}

void PolicyRulesWriter::write_care() {
  write_list(out_, "services", policy_.services, [&](JsonWriter&, const ServiceRule& rule) {
    out_.begin_object();
    write_name(rule.name);
    write_service(rule);
    out_.end_object();
  });
  write_section("allowances", policy_.allowances, [&](const AllowanceRule& rule) {
    write_texts(out_, "codes", rule.codes);
    out_.field_if("units", rule.units);
    out_.field_if("days", rule.days);
    out_.field_if("hours", rule.hours);
  });
  write_section("request_amounts", policy_.request_amounts, [&](const RequestAmounts& rule) {
    write_texts(out_, "codes", rule.codes);
    if (rule.at_most)
      out_.field("at_most", *rule.at_most);
    else
      write_integers(out_, "amounts", rule.amounts);
  });
}

void PolicyRulesWriter::write_review(const ReviewRule& rule) {
  switch (rule.shape) {
    case ReviewRule::Shape::before_end:
      out_.field("before", "end");
      break;
    case ReviewRule::Shape::before_exhaustion:
      out_.field("before", "exhaustion");
      break;
    case ReviewRule::Shape::before_last_covered_day:
      out_.field("before", "last_covered_day");
      break;
    case ReviewRule::Shape::after_start:
      out_.field("after", "start");
      break;
    case ReviewRule::Shape::units_left:
      out_.field("units_left", rule.units);
      break;
    case ReviewRule::Shape::units_used:
      out_.field("units_used", rule.units);
      break;
  }
  if (rule.shape != ReviewRule::Shape::units_left && rule.shape != ReviewRule::Shape::units_used)
    out_.field(rule.span.kind == Span::Kind::business_days ? "business_days" : "days",
               rule.span.count);
  span_field_if(out_, "opens", rule.opens);
  span_field_if(out_, "not_earlier", rule.not_earlier);
}

void PolicyRulesWriter::write_missed_sessions(const MissedSessionRule& rule) {
  write_list(out_, "outcomes", rule.outcomes,
             [](JsonWriter& to, Outcome outcome) { to.value(word(outcome)); });
  out_.field("excused_counts", rule.excused_counts);
  out_.field("count", rule.count);
  if (rule.pattern == MissedSessionRule::Pattern::within_days)
    count_field(out_, "pattern", "within_days", rule.within_days);
  else
    out_.field("pattern",
               rule.pattern == MissedSessionRule::Pattern::total ? "total" : "consecutive");
  out_.field("repeat", rule.each ? "each" : "once");
  span_field(out_, "notify", rule.notify);
  out_.field("whom", rule.whom);
  out_.field("action", word(rule.action));
}

void PolicyRulesWriter::write_duty(const DutyRule& rule) {
  if (rule.after == DutyRule::After::by_session) {
    out_.field("by_session", rule.by_session);
    return;
  }
  out_.field("after", word(rule.after));
  span_field(out_, rule.every ? "every" : "within", rule.span);
  out_.field("first_day_counts", rule.first_day_counts);
  if (rule.after == DutyRule::After::denial)
    out_.field("or_effective_date", rule.or_effective_date);
}

void PolicyRulesWriter::write_clock(const ClockRule& rule) {
  out_.key("measures");
  out_.begin_array();
  const auto measure = [&](std::string_view name, const std::optional<int>& count) {
    if (!count) return;
    out_.begin_object();
    out_.field(name, *count);
    out_.end_object();
  };
  measure("days", rule.days);
  measure("attended_minutes", rule.attended_minutes);
  out_.end_array();
  out_.field("locked", rule.locked);
  if (rule.days_before_planned_discharge)
    count_field(out_, "before_planned_discharge", "days", *rule.days_before_planned_discharge);
}

void PolicyRulesWriter::write_dates() {
  write_section("reviews", policy_.reviews, [&](const ReviewRule& rule) { write_review(rule); });
  span_field(out_, "reviews_open", policy_.reviews_open);
  write_section("missed_sessions", policy_.missed_sessions,
                [&](const MissedSessionRule& rule) { write_missed_sessions(rule); });
  write_section("duties", policy_.duties, [&](const DutyRule& rule) { write_duty(rule); });
  write_section("clocks", policy_.clocks, [&](const ClockRule& rule) { write_clock(rule); });
  write_section("evidence", policy_.evidence, [&](const EvidenceRule& rule) {
    out_.field("for", word(rule.purpose));
    out_.field("document", word(rule.document));
    count_field(out_, "newest_within", "days", rule.newest_within_days);
  });
}

void PolicyRulesWriter::write_decision(const PriorAuthorization& rule) {
  out_.key("decision");
  out_.begin_object();
  span_field_if(out_, "standard", rule.standard);
  span_field_if(out_, "expedited", rule.expedited);
  span_field_if(out_, "concurrent", rule.concurrent);
  if (rule.urgent_extension) {
    out_.key("urgent_extension");
    out_.begin_object();
    count_field(out_, "before_end", "hours", rule.urgent_extension->hours_before_end);
    span_field(out_, "decide", rule.urgent_extension->decide);
    out_.end_object();
  }
  if (!rule.by_receipt.empty()) write_list(out_, "by_receipt", rule.by_receipt, write_band);
  if (rule.if_late != IfLate::unknown) out_.field("if_late", word(rule.if_late));
  out_.end_object();
}

// In a stack the payer's times may come from different documents.
void PolicyRulesWriter::write_decision_origins(const PriorAuthorization& rule) {
  out_.key("decision_origins");
  out_.begin_object();
  const auto origin = [&](bool is_there, std::string_view time, const RuleName& name) {
    if (!is_there) return;
    out_.key(time);
    out_.begin_object();
    write_origin(name);
    out_.end_object();
  };
  origin(rule.standard.has_value(), "standard", rule.named.standard);
  origin(rule.expedited.has_value(), "expedited", rule.named.expedited);
  origin(rule.concurrent.has_value(), "concurrent", rule.named.concurrent);
  origin(rule.urgent_extension.has_value(), "urgent_extension", rule.named.urgent_extension);
  origin(!rule.by_receipt.empty(), "by_receipt", rule.named.by_receipt);
  out_.end_object();
}

void PolicyRulesWriter::write_prior_authorization(const PriorAuthorization& rule) {
  if (rule.says_required) {
    out_.field("required", rule.required);
    span_field(out_, "request", rule.request);
    span_field_if(out_, "not_earlier", rule.not_earlier);
  }
  if (!has_decision(rule)) return;
  write_decision(rule);
  if (manner_ == RuleManner::in_force) write_decision_origins(rule);
}

void PolicyRulesWriter::write_decisions() {
  write_section("prior_authorization", policy_.prior_authorization,
                [&](const PriorAuthorization& rule) { write_prior_authorization(rule); });
  write_section("approvals", policy_.approvals, [&](const ApprovalTerms& rule) {
    span_field_if(out_, "valid_at_least", rule.valid_at_least);
    span_field_if(out_, "not_revocable_for", rule.not_revocable_for);
  });
  write_section("retro_authorization", policy_.retro_authorization,
                [&](const RetroAuthorization& rule) {
                  out_.field("allowed", word(rule.allowed));
                  if (rule.allowed == RetroAuthorization::Allowed::within)
                    span_field(out_, "within", rule.within);
                });
  write_section("timely_filing", policy_.timely_filing,
                [&](const TimelyFiling& rule) { span_field(out_, "within", rule.within); });
  write_section("transition", policy_.transition,
                [&](const Transition& rule) { out_.field("days", rule.days); });
}

void PolicyRulesWriter::write_contents() {
  write_section("review_forms", policy_.review_forms, [&](const ReviewForm& form) {
    const auto write_word = [](JsonWriter& to, auto value) { to.value(word(value)); };
    write_list(out_, "for", form.modes, write_word);
    write_texts(out_, "codes", form.codes);
    write_list(out_, "required", form.required, write_word);
    write_list(out_, "optional", form.optional, write_word);
    out_.field("seen", form.seen_whole ? "whole" : "in_part");
  });
  write_section("quotas", policy_.quotas, [&](const QuotaRule& rule) {
    write_texts(out_, "codes", rule.codes);
    out_.field("kind", rule.kind);
    out_.field("count", rule.count);
    out_.field("per", rule.per_month ? "month" : "week");
  });
  write_section("group_sizes", policy_.group_sizes, [&](const GroupSizeRule& rule) {
    write_texts(out_, "kinds", rule.kinds);
    out_.field("maximum", rule.maximum);
  });
  write_section("exclusions", policy_.exclusions, [&](const ExclusionRule& rule) {
    write_texts(out_, "codes", rule.codes);
    write_texts(out_, "with", rule.with);
    out_.field("within_days", rule.within_days);
  });
}

void PolicyRulesWriter::write_topics() {
  if (!policy_.unknown.empty())
    write_list(out_, "unknown", policy_.unknown, [&](JsonWriter&, const UnknownTopic& topic) {
      out_.begin_object();
      out_.field("about", word(topic.about));
      if (!topic.note.empty()) out_.field("note", topic.note);
      if (manner_ == RuleManner::in_force)
        write_document(topic.document ? *topic.document : policy_.lowest());
      out_.end_object();
    });
  if (!policy_.not_required.empty())
    write_list(out_, "not_required", policy_.not_required,
               [&](JsonWriter&, const NotRequired& topic) {
                 out_.begin_object();
                 out_.field("about", word(topic.about));
                 write_origin(topic.name);
                 out_.end_object();
               });
}

}  // namespace authledger::json
