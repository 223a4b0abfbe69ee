#include "engine/json/assertion_codec.hpp"
#include "engine/json/criteria_codec.hpp"
#include "engine/json/lists.hpp"
#include "engine/json/record_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger::json {
namespace {

void write_cited(JsonWriter& out, std::string_view name, const Citation* source) {
  out.key(name);
  if (!source) {
    out.null();
    return;
  }
  out.begin_object();
  out.field("title", source->title);
  out.field("address", source->address);
  out.field("date", source->retrieved);
  out.field("grade", source->grade);
  out.end_object();
}

void write_mentions(JsonWriter& out, const CriterionEvidence& evidence) {
  const CharacterCount count(evidence.text);
  write_list(out, "statements", evidence.mentions,
             [&](JsonWriter& into, const assertion::Found& found) {
               const auto [begin, end] = found.span;
               into.begin_object();
               into.field("concept", found.name);
               into.field("text", std::string_view(evidence.text).substr(begin, end - begin));
               into.field("from", count.before(begin));
               into.field("to", count.before(end));
               write_reading_members(into, found.reading);
               into.end_object();
             });
}

void write_from_document(JsonWriter& out, const CriterionEvidence& evidence) {
  out.field("text", evidence.text);
  if (evidence.shape == EvidenceShape::statement || evidence.shape == EvidenceShape::passage) {
    out.field("from", evidence.from);
    out.field("to", evidence.to);
    out.field("left_out_characters", evidence.left_out);
  }
  if (evidence.shape == EvidenceShape::statement) write_mentions(out, evidence);
  if (evidence.shape == EvidenceShape::entry && !evidence.value.empty())
    out.field("value", evidence.value);
  if (evidence.shape == EvidenceShape::score) {
    out.field("total", evidence.total);
    out.field("change_since_baseline", evidence.change_since_baseline);
  }
  out.field("section", word(evidence.section));
  if (evidence.dated_by_document) out.field("dated_by_document", true);
  if (!evidence.author.empty()) out.field("author", evidence.author);
  write_tag(out, evidence.tag);
  write_list(out, "sources", evidence.sources, write_source);
}

void write_evidence(JsonWriter& out, const CriterionEvidence& evidence) {
  out.begin_object();
  out.field("speaks", word(evidence.speaks));
  out.field("shape", word(evidence.shape));
  out.field("fresh", word(evidence.fresh));
  write_record_date(out, "date", evidence.date);
  if (evidence.because) {
    out.field("figure", word(evidence.figure));
    out.field("amount", evidence.amount);
    out.field("of", evidence.of);
    out.key("because");
    write_because(out, *evidence.because);
  } else {
    write_from_document(out, evidence);
  }
  out.end_object();
}

void write_criterion(JsonWriter& out, const CriteriaSet& set, const CriterionStanding& standing) {
  const Criterion& criterion = *standing.criterion;
  out.begin_object();
  out.field("key", criterion.key);
  out.field("title", criterion.title);
  if (!criterion.words.empty()) out.field("words", criterion.words);
  write_cited(out, "source", set.source_at(criterion.source));
  out.field("who", criterion.who);
  out.field("found", !standing.evidence.empty());
  out.field("fresh",
            standing.fresh ? std::optional<std::string_view>(word(*standing.fresh)) : std::nullopt);
  write_record_date(out, "date", standing.date);
  out.key("limit");
  out.begin_object();
  out.field("of", word(standing.limit.of));
  // Days alone where they are counted from today: a packet of tomorrow that says the same is the
  // same packet.
  out.field("days", standing.limit.days);
  out.field("from", standing.limit.days ? std::nullopt : standing.limit.from);
  if (!standing.limit.rule.empty()) out.field("rule", standing.limit.rule);
  out.end_object();
  write_list(out, "evidence", standing.evidence, write_evidence);
  out.field("left_out", standing.left_out);
  out.end_object();
}

}  // namespace

void write_criteria(JsonWriter& out, std::string_view name,
                    const std::vector<CriteriaStanding>& criteria) {
  write_list(out, name, criteria, [](JsonWriter& into, const CriteriaStanding& standing) {
    const CriteriaSet& set = *standing.set;
    into.begin_object();
    into.field("set", set.key);
    into.field("title", set.title);
    into.field("note", set.note);
    into.field("general", standing.scope == nullptr);
    write_cited(into, "asked_by", standing.scope ? set.source_at(standing.scope->source) : nullptr);
    write_list(into, "criteria", standing.criteria,
               [&](JsonWriter& to, const CriterionStanding& it) { write_criterion(to, set, it); });
    into.end_object();
  });
}

}  // namespace authledger::json
