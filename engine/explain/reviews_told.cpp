// Why a review is due when it is: every shape's date, which one won, and what moved it.
#include <algorithm>

#include "engine/base/result.hpp"
#include "engine/explain/holidays.hpp"
#include "engine/explain/obligations_told.hpp"
#include "engine/explain/units_told.hpp"

namespace authledger::explain {
namespace {

struct Candidate {
  const ReviewRule* rule;
  std::optional<Date> date;
  std::string said;
};

std::string wish(const ReviewRule& rule) {
  const std::string span = spelled(rule.span);
  switch (rule.shape) {
    case ReviewRule::Shape::before_end:
      return "The payer wants the review " + span + " before the authorization ends";
    case ReviewRule::Shape::before_exhaustion:
      return "The payer wants the review " + span + " before the last unit goes";
    case ReviewRule::Shape::before_last_covered_day:
      return "The payer wants the review " + span + " before the last covered day";
    case ReviewRule::Shape::after_start:
      return "The payer wants the review " + span + " after the authorization starts";
    case ReviewRule::Shape::units_left:
      return "The payer wants the review on the day on which no more than " +
             counted(rule.units, "unit") + " are left";
    case ReviewRule::Shape::units_used:
      return "The payer wants the review on the day on which " + counted(rule.units, "unit") +
             " are used";
  }
  fail("a review shape without words");
}

bool rests_on_units(const ReviewRule& rule) {
  return rule.shape != ReviewRule::Shape::before_end &&
         rule.shape != ReviewRule::Shape::after_start;
}

class ReviewTelling {
 public:
  ReviewTelling(const Ground& ground, const Obligation& review)
      : ground_(ground),
        review_(review),
        account_(account_of(ground, review)),
        policy_(ground.terms.policy_on(account_.start)),
        arithmetic_(policy_.time, ground.facility.zone, ground.words),
        telling_(ground, review.key) {}

  Explanation tell() {
    const auto stated = account_.authorization->decision->fact.next_review;
    for (const ReviewRule& rule : policy_.reviews) candidates_.push_back(candidate(rule));
    const Candidate* winner = stated ? nullptr : earliest();
    if (winner)
      telling_.rule(policy_, winner->rule->name, wish(*winner->rule));
    else
      telling_.add(StepKind::rule,
                   "The payer stated the next review itself; that goes before every rule");
    if (ground_.terms.is_plain(policy_)) telling_.no_policy(account_.start);
    telling_.event(account_.authorization->decision->seq);
    if (winner && rests_on_units(*winner->rule)) telling_.steps(story_of_units(ground_, account_));
    telling_.step(winner ? capital(winner->said) : "The payer's date is " + words().day(*stated));
    const Date date = moved(winner ? *winner->date : *stated);
    const ReachedInstant due = arithmetic_.cutoff_on(date);
    telling_.steps(due.said);
    tell_opening(date, winner);
    tell_losers(winner);
    tell_evidence(telling_, review_, policy_);
    tell_status(winner, date, due.at);
    conclude(telling_, review_, "The review of " + account_.id, due.at, policy_.time.zone);
    telling_.figure_goes_on(in_short(winner));
    return telling_.finish();
  }

 private:
  static const Account& account_of(const Ground& ground, const Obligation& review) {
    const Account* account = ground.account(*review.authorization);
    ensure(account && account->authorization, "a review of what is not approved");
    return *account;
  }

  const Wording& words() const { return ground_.words; }

  // What to say first on the phone.
  std::string in_short(const Candidate* winner) const {
    const AuthorizationDecided& decided = account_.authorization->decision->fact;
    std::int64_t all = 0;
    for (const AuthorizedLine& line : decided.lines) all += line.units;
    const std::int64_t used = ground_.used_units(account_.id);
    std::string text = counted(all, "unit") + " approved " +
                       words().day(ground_.facility.zone.day_of(decided.decided_at)) + " for " +
                       words().days(account_.start, *account_.end) + ", " + std::to_string(used) +
                       " used so far";
    if (const auto exhausted = account_.exhausted_on())
      text += ", the last one goes on " + words().day(*exhausted);
    return text + ". " + (winner ? wish(*winner->rule) : "The payer stated the date itself");
  }

  Candidate candidate(const ReviewRule& rule) const {
    const auto dated = [&](Date from, const std::string& what, int direction) {
      const ReachedDate reached = arithmetic_.shifted(from, what, rule.span, direction);
      return Candidate{&rule, reached.date, reached.said};
    };
    switch (rule.shape) {
      case ReviewRule::Shape::before_end:
        return dated(*account_.end, "the end of " + account_.id, -1);
      case ReviewRule::Shape::before_last_covered_day:
        return dated(account_.last_covered_day(), last_covered_words(), -1);
      case ReviewRule::Shape::after_start:
        return dated(account_.start, "the start of " + account_.id, 1);
      case ReviewRule::Shape::before_exhaustion: {
        const auto exhausted = account_.exhausted_on();
        if (!exhausted)
          return {&rule, std::nullopt, "the units of " + account_.id + " never run out"};
        return dated(*exhausted, "the day of the last unit of " + account_.id, -1);
      }
      case ReviewRule::Shape::units_left:
        return by_draw(rule, [&](const Draw& draw) {
          return draw.units_left && *draw.units_left <= rule.units;
        });
      case ReviewRule::Shape::units_used:
        return by_draw(rule, [&](const Draw& draw) { return draw.units_used >= rule.units; });
    }
    fail("a review shape without a date");
  }

  template <class Reached>
  Candidate by_draw(const ReviewRule& rule, Reached reached) const {
    for (const Draw& draw : account_.draws) {
      if (!reached(draw)) continue;
      std::string said =
          "On " + words().day(draw.date) + " the units used are " + std::to_string(draw.units_used);
      if (draw.units_left) said += " and " + std::to_string(*draw.units_left) + " are left";
      return {&rule, draw.date, said};
    }
    return {&rule, std::nullopt, "sessions and schedule never get " + account_.id + " there"};
  }

  std::string last_covered_words() const {
    const auto exhausted = account_.exhausted_on();
    if (exhausted && *exhausted < *account_.end)
      return "the last covered day of " + account_.id + " (its last unit goes before its end, " +
             words().day(*account_.end) + ")";
    return "the last covered day of " + account_.id + " (its end)";
  }

  const Candidate* earliest() const {
    const Candidate* best = nullptr;
    for (const Candidate& it : candidates_)
      if (it.date && (!best || *it.date < *best->date)) best = &it;
    ensure(best, "a review without a date");
    return best;
  }

  // To the start when it lies before it, then back to a business day.
  Date moved(Date date) {
    if (date < account_.start) {
      telling_.step(words().day(date) + " lies before the authorization starts, so it moves to " +
                    words().day(account_.start));
      date = account_.start;
    }
    const Date rolled = policy_.time.calendar.roll_back(date);
    if (rolled != date)
      telling_.step(words().day(date) + " is no business day of the payer (" +
                    why_no_business_day(date, policy_.time.calendar) + "), so it rolls back to " +
                    words().day(rolled));
    return rolled;
  }

  void tell_opening(Date date, const Candidate* winner) {
    const bool own = winner && winner->rule->opens;
    const Span& opens = own ? *winner->rule->opens : policy_.reviews_open;
    const ReachedDate opening = arithmetic_.shifted(date, "the due date", opens, -1);
    const std::string at_midnight = " at 00:00 " + zone_word(policy_.time.zone) + " on ";
    const auto taken = first_taken(winner, date);
    if (taken && *taken > opening.date)
      telling_.step("It opens" + at_midnight + words().day(*taken) +
                    ", since before that the payer takes nothing; by itself it would open on " +
                    words().day(opening.date));
    else
      telling_.step("It opens" + at_midnight + words().day(opening.date) + ", " + spelled(opens) +
                    " before" + (opening.over.empty() ? "" : ", stepping over " + opening.over));
  }

  // The first day on which the payer takes the review; none: no rule says.
  std::optional<Date> first_taken(const Candidate* winner, Date date) const {
    if (!winner || !winner->rule->not_earlier) return std::nullopt;
    return std::min(date, shift(wanted(*winner), *winner->rule->not_earlier, policy_.time, -1));
  }

  // The day that the rule wants, before it rolls back to a business day.
  Date wanted(const Candidate& winner) const { return std::max(*winner.date, account_.start); }

  void tell_losers(const Candidate* winner) {
    for (const Candidate& it : candidates_) {
      if (&it == winner) continue;
      std::string text = "Rule " + quoted(it.rule->name.key);
      if (!it.date)
        text += " gives no date: " + it.said;
      else if (!winner)
        text += " would give " + words().day(*it.date) + " (" + it.said +
                "), but the payer's own date goes first";
      else if (*it.date == *winner->date)
        text += " gives the same day, " + words().day(*it.date) + ", and is listed later";
      else
        text += " gives a later day, " + words().day(*it.date) + ": " + it.said;
      telling_.other(text);
    }
  }

  void tell_status(const Candidate* winner, Date date, Instant due_at) {
    const Said<ReviewSubmitted>* submitted = submission(winner, date);
    switch (review_.status) {
      case ObligationStatus::met:
      case ObligationStatus::met_late:
        if (submitted) tell_met(telling_, "submitted", submitted->fact.at, submitted->seq, due_at);
        return;
      case ObligationStatus::extended:
        return tell_extension();
      case ObligationStatus::not_needed:
        telling_.event(ground_.episode.discharge->seq);
        telling_.status("Not needed: the discharge on " +
                        words().day(*ground_.terms.discharge_date()) +
                        " comes no later than the last covered day, " +
                        words().day(account_.last_covered_day()));
        return;
      default:
        tell_pending(telling_, review_, due_at);
    }
  }

  // The earliest one that counts; names those that came too early to.
  const Said<ReviewSubmitted>* submission(const Candidate* winner, Date date) {
    std::optional<Instant> bound;
    if (const auto first = first_taken(winner, date)) {
      bound = policy_.time.zone.start_of(*first);
      telling_.step("What is submitted before 00:00 " + zone_word(policy_.time.zone) + " on " +
                    words().day(*first) + ", " + spelled(*winner->rule->not_earlier) + " before " +
                    words().day(wanted(*winner)) + ", is too early to count");
    }
    const Said<ReviewSubmitted>* earliest = nullptr;
    for (const auto& review : ground_.episode.reviews) {
      if (review.fact.authorization != account_.id) continue;
      if (bound && review.fact.at < *bound) {
        telling_.other("Too early to count: " + ground_.said(review.seq));
        continue;
      }
      if (!earliest || review.fact.at < earliest->fact.at) earliest = &review;
    }
    return earliest;
  }

  void tell_extension() {
    for (const Seq seq : review_.because.events) {
      for (const Account& other : ground_.accounts) {
        if (!other.authorization || other.id == account_.id) continue;
        if (other.authorization->decision->seq != seq) continue;
        telling_.event(seq);
        telling_.status("Extended: " + other.id +
                        " carries it on. It is of the same payer, takes "
                        "a service of " +
                        account_.id + ", ends later (" + words().day(*other.end) + " instead of " +
                        words().day(*account_.end) +
                        "), and nothing is scheduled between the end of the one and the start "
                        "of the other (" +
                        words().day(other.start) + ")");
      }
    }
  }

  const Ground& ground_;
  const Obligation& review_;
  const Account& account_;
  const Policy& policy_;
  Arithmetic arithmetic_;
  Telling telling_;
  std::vector<Candidate> candidates_;
};

}  // namespace

Explanation tell_review(const Ground& ground, const Obligation& review) {
  return ReviewTelling(ground, review).tell();
}

}  // namespace authledger::explain
