#include "engine/packet/criteria_words.hpp"

#include <algorithm>

#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

std::string with_sign(int change) {
  return (change > 0 ? "+" : "") + std::to_string(change);
}

std::string counted(int count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string figure_text(const CriterionEvidence& evidence) {
  switch (evidence.figure) {
    case Figure::attendance_percent:
      return "attended " + std::to_string(evidence.amount) + " % of " +
             counted(evidence.of.value_or(0), "session", "sessions") + " offered";
    case Figure::missed_sessions:
      return counted(evidence.amount, "session", "sessions") + " missed without excuse";
    case Figure::weeks_under_minimum:
      return counted(evidence.amount, "week", "weeks") + " under the payer's minimum of hours";
    case Figure::unrecorded_sessions:
      return counted(evidence.amount, "scheduled session", "scheduled sessions") +
             " without a recorded outcome";
  }
  return "";
}

}  // namespace

std::string text_of(const CriterionEvidence& evidence) {
  switch (evidence.shape) {
    case EvidenceShape::statement:
    case EvidenceShape::passage:
      return "“" + collapsed(evidence.text) + (evidence.left_out > 0 ? " …" : "") + "”";
    case EvidenceShape::entry:
      return evidence.text + (evidence.value.empty() ? "" : ": " + evidence.value);
    case EvidenceShape::score:
      return evidence.text + ": " + shown(evidence.total) +
             (evidence.change_since_baseline
                  ? ", " + with_sign(*evidence.change_since_baseline) + " since the baseline"
                  : "");
    case EvidenceShape::figure:
      return figure_text(evidence);
  }
  return "";
}

std::string origin_of(const CriterionEvidence& evidence) {
  if (evidence.because) {
    std::string because = evidence.because->policy ? because_text(*evidence.because) : "";
    if (because.empty() && !evidence.because->events.empty())
      because = counted(static_cast<int>(evidence.because->events.size()), "event", "events") +
                " of the ledger";
    return because.empty() ? "by the ledger" : because;
  }
  std::string origin = evidence.date ? to_text(*evidence.date) : "no date";
  if (!evidence.author.empty()) origin += ", " + evidence.author;
  if (evidence.fresh == Fresh::too_old) origin += ", too old";
  return origin;
}

std::string newest_text(const CriterionStanding& standing) {
  if (standing.date) return to_text(*standing.date);
  const bool has_figures_only = std::ranges::all_of(
      standing.evidence, [](const CriterionEvidence& it) { return it.because.has_value(); });
  return has_figures_only ? "as of this packet" : "no date";
}

std::string fresh_text(const CriterionStanding& standing) {
  if (!standing.fresh) return "nothing found";
  if (*standing.fresh == Fresh::unknown && standing.limit.of == LimitOf::nobody)
    return "no limit known";
  return plain(word(*standing.fresh));
}

std::string limit_text(const CriterionStanding& standing) {
  if (!standing.limit.from) return "";
  if (standing.limit.of == LimitOf::payer)
    return to_text(*standing.limit.from) + " or later, by the payer's rule " + standing.limit.rule;
  return "at most " + counted(standing.limit.days.value_or(0), "day", "days") + " old, by " +
         (standing.limit.of == LimitOf::ours ? "our own measure" : "the criteria");
}

std::string supplier_text(const CriterionStanding& standing) {
  return "Nothing found in the documents used; " + standing.criterion->who + " could supply it.";
}

std::string asked_text(const CriteriaStanding& standing) {
  if (!standing.scope) return "General: no source in reach says which criteria this payer goes by.";
  const Citation* source = standing.set->source_at(standing.scope->source);
  if (!source) return "Asked by this payer.";
  return "Asked by this payer: " + source->title + " (" + source->retrieved + ", grade " +
         source->grade + ").";
}

std::vector<std::string> quoted_sources(const CriteriaSet& set) {
  std::vector<std::string> titles;
  for (const Criterion& criterion : set.criteria) {
    const Citation* source = criterion.words.empty() ? nullptr : set.source_at(criterion.source);
    if (source && std::ranges::find(titles, source->title) == titles.end())
      titles.push_back(source->title);
  }
  return titles;
}

std::vector<const CriterionEvidence*> on_side(const CriterionStanding& standing, Speaks side) {
  std::vector<const CriterionEvidence*> found;
  for (const CriterionEvidence& it : standing.evidence)
    if (it.speaks == side) found.push_back(&it);
  return found;
}

}  // namespace authledger
