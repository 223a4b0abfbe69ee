#include "engine/packet/criteria.hpp"

#include <algorithm>
#include <set>

#include "engine/packet/criteria_evidence.hpp"

namespace authledger {
namespace {

constexpr Speaks all_sides[] = {Speaks::for_it, Speaks::against_it, Speaks::either};

CareTerms care_of(const PacketRequest& request, const PacketHeader& header) {
  CareTerms care{.payer = header.payer,
                 .plan = header.plan,
                 .line_of_business = header.line_of_business,
                 .state = header.state,
                 .codes = {},
                 .age = {},
                 .date = header.today};
  for (const AuthorizationStanding& authorization : request.standing.authorizations)
    if (authorization.id == header.authorization)
      for (const LineStanding& line : authorization.lines)
        care.codes.insert(care.codes.end(), line.codes.begin(), line.codes.end());
  for (const Said<ScheduleSet>& schedule : request.episode.schedules)
    care.codes.push_back(schedule.fact.service);
  if (header.birth_date) care.age = age_on(*header.birth_date, header.today);
  return care;
}

FreshnessLimit limit_of(const Criterion& criterion, const Obligation& review, Date today) {
  FreshnessLimit limit;
  for (const EvidenceWanted& wanted : review.evidence) {
    const bool speaks =
        std::ranges::find(criterion.payer_rules, wanted.document) != criterion.payer_rules.end();
    if (speaks && (!limit.from || wanted.from > *limit.from))
      limit = {.from = wanted.from, .of = LimitOf::payer, .rule = wanted.rule};
  }
  if (limit.from || !criterion.fresh) return limit;
  limit.days = criterion.fresh->days;
  limit.from = today - *limit.days;
  limit.of = criterion.fresh->source < 0 ? LimitOf::ours : LimitOf::criteria;
  return limit;
}

// The last day that the date may mean.
Date last_of(const RecordDate& date) {
  if (date.exact == RecordDate::Exact::day) return date.first;
  return plus_months(date.first, date.exact == RecordDate::Exact::month ? 1 : 12) - 1;
}

// Any evidence that is fresh makes the criterion so; what is only too old is too old. Figures are
// always fresh whatever the documents are, so they count only where there is nothing else.
void set_age(CriterionStanding& standing, const std::vector<CriterionEvidence>& newest_first) {
  const bool has_documents =
      std::ranges::any_of(newest_first, [](const CriterionEvidence& it) { return !it.because; });
  bool is_first = true;
  for (const CriterionEvidence& it : newest_first) {
    if (has_documents && it.because) continue;
    if (is_first) standing.date = it.date;
    is_first = false;
    if (!standing.fresh || it.fresh == Fresh::fresh ||
        (it.fresh == Fresh::unknown && *standing.fresh == Fresh::too_old))
      standing.fresh = it.fresh;
    if (standing.fresh == Fresh::fresh) return;
  }
}

CriterionStanding standing_of(const Criterion& criterion, const EvidenceFinder& finder,
                              const Obligation& review, Date today) {
  CriterionStanding standing;
  standing.criterion = &criterion;
  standing.limit = limit_of(criterion, review, today);
  std::vector<CriterionEvidence> found = finder.find(criterion);
  std::ranges::stable_sort(found, [](const CriterionEvidence& one, const CriterionEvidence& other) {
    if (one.because || other.because) return one.because && !other.because;
    return is_newer(one.date, other.date);
  });
  for (CriterionEvidence& it : found)
    it.fresh = it.because ? Fresh::fresh : freshness(it.date, standing.limit, today);
  set_age(standing, found);
  for (const Speaks side : all_sides) {
    std::size_t shown = 0;
    for (CriterionEvidence& it : found) {
      if (it.speaks != side) continue;
      if (++shown <= most_evidence)
        standing.evidence.push_back(std::move(it));
      else
        ++standing.left_out;
    }
  }
  return standing;
}

}  // namespace

std::string_view word(Fresh fresh) {
  static constexpr std::string_view words[] = {"fresh", "too_old", "unknown"};
  return words[static_cast<std::size_t>(fresh)];
}

std::string_view word(LimitOf of) {
  static constexpr std::string_view words[] = {"payer", "criteria", "ours", "unknown"};
  return words[static_cast<std::size_t>(of)];
}

std::string_view word(EvidenceShape shape) {
  static constexpr std::string_view words[] = {"statement", "passage", "entry", "score", "figure"};
  return words[static_cast<std::size_t>(shape)];
}

Fresh freshness(const std::optional<RecordDate>& date, const FreshnessLimit& limit, Date today) {
  if (!date || !limit.from || date->first > today) return Fresh::unknown;
  if (date->first >= *limit.from) return Fresh::fresh;
  return last_of(*date) < *limit.from ? Fresh::too_old : Fresh::unknown;
}

void add_criteria(const PacketRequest& request, const ClinicalRecord& record,
                  ReviewPacket& packet) {
  const auto chosen = criteria_for(request.criteria, care_of(request, packet.header));
  if (chosen.empty()) return;
  const EvidenceFinder finder(record, request.standing, packet);
  for (const ChosenCriteria& it : chosen) {
    CriteriaStanding standing{it.set, it.scope, {}};
    for (const Criterion& criterion : it.set->criteria)
      standing.criteria.push_back(
          standing_of(criterion, finder, request.review, packet.header.today));
    packet.criteria.push_back(std::move(standing));
  }
}

}  // namespace authledger
