// Reviews: when the payer must hear from us about an approved authorization. Source: ledger rules,
// section 6, and payers/RULES.md, sections 5 and 8.
#include <algorithm>
#include <limits>
#include <map>

#include "engine/base/result.hpp"
#include "engine/standing/obligations.hpp"

namespace authledger {
namespace {

struct DueDate {
  Date date;
  const ReviewRule* rule;  // null: stated by the payer
};

template <class Reached>
std::optional<Date> first_draw(const Account& account, Reached reached) {
  for (const Draw& draw : account.draws)
    if (reached(draw)) return draw.date;
  return std::nullopt;
}

std::optional<Date> date_by(const ReviewRule& rule, const Account& account, const Policy& policy) {
  const auto before = [&](Date date) { return shift(date, rule.span, policy.time, -1); };
  switch (rule.shape) {
    case ReviewRule::Shape::before_end:
      return before(*account.end);
    case ReviewRule::Shape::before_last_covered_day:
      return before(account.last_covered_day());
    case ReviewRule::Shape::after_start:
      return shift(account.start, rule.span, policy.time, 1);
    case ReviewRule::Shape::before_exhaustion: {
      const auto exhausted = account.exhausted_on();
      return exhausted ? std::optional(before(*exhausted)) : std::nullopt;
    }
    case ReviewRule::Shape::units_left:
      return first_draw(account, [&](const Draw& draw) {
        return draw.units_left && *draw.units_left <= rule.units;
      });
    case ReviewRule::Shape::units_used:
      return first_draw(account, [&](const Draw& draw) { return draw.units_used >= rule.units; });
  }
  fail("a review shape without a date");
}

std::optional<DueDate> due_date(const Account& account, const Policy& policy) {
  if (const auto stated = account.authorization->decision->fact.next_review)
    return DueDate{*stated, nullptr};
  std::optional<DueDate> earliest;
  for (const ReviewRule& rule : policy.reviews) {
    const auto date = date_by(rule, account, policy);
    if (date && (!earliest || *date < earliest->date)) earliest = DueDate{*date, &rule};
  }
  return earliest;
}

bool share_a_code(const AuthorizationDecided& one, const AuthorizationDecided& other) {
  const auto takes_any = [](const AuthorizedLine& line) { return line.codes.empty(); };
  if (std::any_of(one.lines.begin(), one.lines.end(), takes_any) ||
      std::any_of(other.lines.begin(), other.lines.end(), takes_any))
    return true;
  for (const AuthorizedLine& line : one.lines)
    for (const AuthorizedLine& theirs : other.lines)
      for (const std::string& code : line.codes)
        if (has_code(theirs.codes, code)) return true;
  return false;
}

// The scheduled dates before the latest start of an account. No date is looked at twice: there may
// be many accounts, each followed by a long time without a session.
class ScheduledDates {
 public:
  ScheduledDates(const Terms& terms, const std::vector<Account>& accounts) : terms_(terms) {
    if (!terms.episode.admission || terms.episode.schedules.empty()) return;
    for (const Account& account : accounts) end_ = std::max(end_, account.start);
    if (const auto discharged = terms.discharge_date()) end_ = std::min(end_, *discharged + 1);
  }

  std::optional<Date> next(Date after) {
    if (after + 1 >= end_) return std::nullopt;
    const Date first = std::max(after + 1, terms_.episode.admission->fact.date);
    const auto known = stretches_.lower_bound(first);
    Date date = first;
    for (; date < end_ && !terms_.is_scheduled(date); date = date + 1) {
      if (known == stretches_.end() || known->second > date) continue;
      date = known->first;
      break;
    }
    Date& from = stretches_.try_emplace(date, first).first->second;
    from = std::min(from, first);
    return date < end_ ? std::optional(date) : std::nullopt;
  }

 private:
  const Terms& terms_;
  Date end_ = Date::from_days(std::numeric_limits<std::int32_t>::min());
  std::map<Date, Date> stretches_;  // without a scheduled date: what ends each, and its first date
};

// The authorization that carries this one on; null: none does.
const Account* extension_of(const Account& account, const std::vector<Account>& accounts,
                            ScheduledDates& scheduled) {
  const auto next = scheduled.next(*account.end);
  for (const Account& other : accounts) {
    if (&other == &account || !other.authorization || other.payer != account.payer) continue;
    if (*other.end <= *account.end || (next && *next < other.start)) continue;
    if (share_a_code(account.authorization->decision->fact, other.authorization->decision->fact))
      return &other;
  }
  return nullptr;
}

// The earliest submission for the authorization, of those that are not too early to be taken.
const Said<ReviewSubmitted>* earliest_submission(const Terms& terms,
                                                 const std::string& authorization,
                                                 const std::optional<Instant>& not_before) {
  const Said<ReviewSubmitted>* earliest = nullptr;
  for (const auto& review : terms.episode.reviews) {
    if (not_before && review.fact.at < *not_before) continue;
    if (review.fact.authorization == authorization &&
        (!earliest || review.fact.at < earliest->fact.at))
      earliest = &review;
  }
  return earliest;
}

bool rests_on_sessions(const ReviewRule* rule) {
  return rule && rule->shape != ReviewRule::Shape::before_end &&
         rule->shape != ReviewRule::Shape::after_start;
}

}  // namespace

void add_reviews(const Terms& terms, const std::vector<Account>& accounts, Standing& standing) {
  ScheduledDates scheduled(terms, accounts);
  for (const Account& account : accounts) {
    if (!account.authorization) continue;
    const Policy& policy = terms.policy_on(account.start);
    const auto found = due_date(account, policy);
    if (!found) continue;

    const Date wanted = std::max(found->date, account.start);
    const Date date = policy.time.calendar.roll_back(wanted);
    const Span& opens =
        found->rule && found->rule->opens ? *found->rule->opens : policy.reviews_open;
    const Instant due_at = policy.time.zone.at(date, policy.time.cutoff);
    Instant opens_at = policy.time.zone.start_of(shift(date, opens, policy.time, -1));
    std::optional<Instant> not_before;
    if (found->rule && found->rule->not_earlier) {
      const Date first = shift(wanted, *found->rule->not_earlier, policy.time, -1);
      not_before = policy.time.zone.start_of(std::min(first, date));
      opens_at = std::max(opens_at, *not_before);
    }

    std::vector<Seq> events{account.authorization->decision->seq};
    if (rests_on_sessions(found->rule))
      events.insert(events.end(), account.sessions_drawn.begin(), account.sessions_drawn.end());

    const auto discharged = terms.discharge_date();
    ObligationStatus status = ObligationStatus::upcoming;
    const auto* submitted = earliest_submission(terms, account.id, not_before);
    if (submitted) {
      status = done_status(submitted->fact.at, due_at);
      events.push_back(submitted->seq);
    } else if (const Account* extension = extension_of(account, accounts, scheduled)) {
      status = ObligationStatus::extended;
      events.push_back(extension->authorization->decision->seq);
    } else if (discharged && *discharged <= account.last_covered_day()) {
      status = ObligationStatus::not_needed;
      events.push_back(terms.episode.discharge->seq);
    } else if (terms.as_of > due_at) {
      status = ObligationStatus::overdue;
    } else if (terms.as_of >= opens_at) {
      status = ObligationStatus::open;
    }

    Because because =
        terms.because(policy, found->rule ? &found->rule->name : nullptr, std::move(events));
    if (!found->rule) because.rule = "stated";
    Obligation review{.key = "review:" + account.id,
                      .kind = ObligationKind::review,
                      .rule = because.rule,
                      .authorization = account.id,
                      .opens_at = opens_at,
                      .due_at = due_at,
                      .status = status,
                      .because = std::move(because)};
    review.evidence = evidence_wanted(terms, policy, EvidenceFor::review, review);
    review.forms = forms_asked(terms, policy);
    if (submitted) note_completion(review, *submitted);
    standing.obligations.push_back(std::move(review));
  }
}

}  // namespace authledger
