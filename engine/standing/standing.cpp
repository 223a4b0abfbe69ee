#include "engine/standing/standing.hpp"

#include <algorithm>
#include <tuple>

#include "engine/base/result.hpp"
#include "engine/standing/allocation.hpp"
#include "engine/standing/charges.hpp"
#include "engine/standing/claims.hpp"
#include "engine/standing/findings.hpp"
#include "engine/standing/intensity.hpp"
#include "engine/standing/likely_range.hpp"
#include "engine/standing/next_request.hpp"
#include "engine/standing/obligations.hpp"
#include "engine/standing/terms.hpp"
#include "engine/standing/unknowns.hpp"

namespace authledger {
namespace {

void sort_obligations(std::vector<Obligation>& obligations) {
  const auto order = [](const Obligation& it) {
    return std::tuple(!it.due_at.has_value(), it.due_at.value_or(Instant()),
                      std::string_view(it.key));
  };
  std::sort(obligations.begin(), obligations.end(),
            [&](const auto& a, const auto& b) { return order(a) < order(b); });
}

}  // namespace

Standing standing(const Episode& episode, const PolicyBook& book, const Facility& facility,
                  Instant as_of) {
  const Terms terms(episode, book, facility, as_of);
  Standing result;
  result.as_of = as_of;
  result.today = terms.today;
  if (episode.admission) result.episode = episode.admission->fact.episode;

  std::vector<Charge> charges;
  charges.reserve(episode.sessions.size() + forecast_days + 1);
  add_actual_charges(terms, result, charges);
  add_forecast_charges(terms, result, charges);
  add_attendance(result);
  const std::vector<Account> accounts = allocate(terms, std::move(charges), result);
  add_retro_authorization(terms, result);
  add_filing_days(terms, result);
  add_next_request(terms, result);

  add_reviews(terms, accounts, result);
  add_missed_session_notices(terms, result);
  const Completions completions(episode);
  add_duties(terms, completions, result);
  add_clocks(terms, completions, result);
  add_payer_decisions(terms, result);
  add_payer_requests(terms, completions, result);
  apply_actions(terms, result);
  add_approval_terms(terms, result);
  const std::vector<WeekOfTreatment> weeks = weeks_of_treatment(terms, result);
  add_under_intensity_weeks(terms, weeks, result);
  add_weekly_bands(terms, weeks, result);
  add_findings(terms, weeks, result);
  add_unknowns(terms, result);
  sort_obligations(result.obligations);
  return result;
}

std::string_view word(AuthorizationState state) {
  switch (state) {
    case AuthorizationState::approved:
      return "approved";
    case AuthorizationState::partial:
      return "partial";
    case AuthorizationState::denied:
      return "denied";
    case AuthorizationState::pended:
      return "pended";
    case AuthorizationState::requested:
      return "requested";
    case AuthorizationState::allowance:
      return "allowance";
  }
  fail("an authorization state without a word");
}

std::string_view word(SessionFlag flag) {
  switch (flag) {
    case SessionFlag::modality_not_covered:
      return "modality_not_covered";
    case SessionFlag::no_policy:
      return "no_policy";
    case SessionFlag::requirement_unknown:
      return "requirement_unknown";
    case SessionFlag::short_session:
      return "short";
    case SessionFlag::tier_unknown:
      return "tier_unknown";
    case SessionFlag::unit_mismatch:
      return "unit_mismatch";
    case SessionFlag::unlisted_service:
      return "unlisted_service";
  }
  fail("a session flag without a word");
}

std::string_view word(UncoveredReason reason) {
  switch (reason) {
    case UncoveredReason::no_authorization:
      return "no_authorization";
    case UncoveredReason::outside_dates:
      return "outside_dates";
    case UncoveredReason::over_daily_limit:
      return "over_daily_limit";
    case UncoveredReason::over_weekly_limit:
      return "over_weekly_limit";
    case UncoveredReason::over_yearly_limit:
      return "over_yearly_limit";
    case UncoveredReason::units_exhausted:
      return "units_exhausted";
  }
  fail("an uncovered reason without a word");
}

std::string_view word(RetroStatus status) {
  switch (status) {
    case RetroStatus::unknown:
      return "unknown";
    case RetroStatus::open:
      return "open";
    case RetroStatus::closed:
      return "closed";
    case RetroStatus::none:
      return "none";
    case RetroStatus::emergency_only:
      return "emergency_only";
    case RetroStatus::capped:
      return "capped";
  }
  fail("a retro status without a word");
}

std::string_view word(FindingKind kind) {
  switch (kind) {
    case FindingKind::component_quota:
      return "component_quota";
    case FindingKind::ends_too_soon:
      return "ends_too_soon";
    case FindingKind::excluded_overlap:
      return "excluded_overlap";
    case FindingKind::gap_between_days:
      return "gap_between_days";
    case FindingKind::group_too_large:
      return "group_too_large";
    case FindingKind::law_may_apply:
      return "law_may_apply";
    case FindingKind::near_yearly_limit:
      return "near_yearly_limit";
    case FindingKind::over_weekly_minutes:
      return "over_weekly_minutes";
    case FindingKind::too_few_days:
      return "too_few_days";
  }
  fail("a finding kind without a word");
}

std::string_view word(ObligationKind kind) {
  switch (kind) {
    case ObligationKind::review:
      return "review";
    case ObligationKind::notice:
      return "notice";
    case ObligationKind::duty:
      return "duty";
    case ObligationKind::decision:
      return "decision";
    case ObligationKind::request:
      return "request";
  }
  fail("an obligation kind without a word");
}

std::string_view word(ObligationStatus status) {
  switch (status) {
    case ObligationStatus::upcoming:
      return "upcoming";
    case ObligationStatus::open:
      return "open";
    case ObligationStatus::overdue:
      return "overdue";
    case ObligationStatus::met:
      return "met";
    case ObligationStatus::met_late:
      return "met_late";
    case ObligationStatus::extended:
      return "extended";
    case ObligationStatus::not_needed:
      return "not_needed";
    case ObligationStatus::moot:
      return "moot";
    case ObligationStatus::waived:
      return "waived";
  }
  fail("an obligation status without a word");
}

}  // namespace authledger
