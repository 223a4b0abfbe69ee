#include "engine/explain/arithmetic.hpp"

#include <algorithm>

#include "engine/explain/holidays.hpp"

namespace authledger::explain {
namespace {

// "the end, Friday 27 March"; a start without a name is only its day.
std::string named(const std::string& what, const std::string& moment) {
  return what.empty() ? moment : what + ", " + moment;
}

// As far as engine/time goes: dates end in 2199.
constexpr std::int64_t farthest = 365'000;

Span taken(const Span& span, int k) {
  Span all = span;
  all.count = static_cast<int>(std::min(std::int64_t{span.count} * k, farthest));
  return all;
}

std::string times(const Span& span, int k) {
  if (k == 1) return spelled(span);
  return spelled(taken(span, k)) + " (" + std::to_string(k) + " times " + spelled(span) + ")";
}

}  // namespace

ReachedDate Arithmetic::shifted(Date from, const std::string& what, const Span& span,
                                int direction) const {
  const Date date = shift(from, span, payer_, direction);
  const std::string start = named(what, words_.day(from));
  if (span.count == 0) {
    if (date == from) return {date, start + (what.empty() ? "" : ", itself")};
    const bool is_plain_weekend = date - from <= 2;
    const std::string over =
        is_plain_weekend ? "" : stepped_over(from, date, payer_.calendar, words_);
    return {date, start + " is no business day (" + why_no_business_day(from, payer_.calendar) +
                      "); the next one is " + words_.day(date) +
                      (over.empty() ? "" : ", stepping over " + over)};
  }
  std::string said = spelled(span) + (direction < 0 ? " before " : " after ") + start +
                     (what.empty() ? "" : ",") + " is " + words_.day(date);
  if (span.kind == Span::Kind::business_days) {
    const std::string over = stepped_over(from, date, payer_.calendar, words_);
    if (!over.empty()) said += ", stepping over " + over;
    return {date, std::move(said), over};
  }
  return {date, std::move(said)};
}

ReachedInstant Arithmetic::cutoff_on(Date date) const {
  const Instant at = payer_.zone.at(date, payer_.cutoff);
  std::string said = "The payer's day ends at its cutoff: " + words_.both_clocks(at, payer_.zone);
  if (payer_.zone.time_of(at) != payer_.cutoff)
    said += " (a clock change skips " + to_text(payer_.cutoff) + " on that day)";
  return {at, {std::move(said)}};
}

ReachedInstant Arithmetic::due(const Anchor& anchor, const std::string& what, const Span& span,
                               int k) const {
  if (span.kind == Span::Kind::hours) return after_hours(anchor, what, span.count, k);
  if (span.kind == Span::Kind::later_of || span.kind == Span::Kind::earlier_of)
    return chosen(anchor, what, span, k);
  ReachedDate day;
  if (span.kind == Span::Kind::months) {
    day.date = plus_months(anchor.date, taken(span, k).count);
    day.said = times(span, k) + " after " + named(what, words_.day(anchor.date)) +
               (what.empty() ? "" : ",") + " is " + words_.day(day.date);
    if (civil(day.date).day != civil(anchor.date).day)
      day.said += ", the last day of that month, which has no " + ordinal(civil(anchor.date).day);
  } else {
    day = shifted(anchor.date, what, taken(span, k), 1);
    if (k > 1) day.said += " (occurrence " + std::to_string(k) + ": " + times(span, k) + ")";
  }
  ReachedInstant reached = cutoff_on(day.date);
  reached.said.insert(reached.said.begin(), capital(std::move(day.said)));
  return reached;
}

ReachedInstant Arithmetic::after_hours(const Anchor& anchor, const std::string& what, int hours,
                                       int k) const {
  const Instant at = anchor.instant.plus_hours(std::int64_t{hours} * k);
  std::string said = times(Span::hours(hours), k) + " by the clock after " +
                     named(what, words_.moment(anchor.instant, facility_)) +
                     (what.empty() ? "" : ",") + " is " + full_moment(at, facility_);
  if (offset_seconds(facility_, at) != offset_seconds(payer_.zone, at))
    said += " at the facility, which is " + words_.moment(at, payer_.zone) + " at the payer";
  said += "; hours run through nights, weekends and holidays";
  ReachedInstant reached{at, {std::move(said)}};
  if (std::string change = clock_change(anchor.instant, at); !change.empty())
    reached.said.push_back(std::move(change));
  return reached;
}

std::string Arithmetic::clock_change(Instant from, Instant to) const {
  const std::int64_t gained = offset_seconds(facility_, to) - offset_seconds(facility_, from);
  if (gained == 0) return "";
  return "The clocks at the facility go " + std::string(gained > 0 ? "forward" : "back") + " " +
         elapsed(Instant(), Instant::from_seconds(std::abs(gained))) +
         " in between, so the wall clock shows " + clock(to, facility_) + " and not " +
         clock(Instant::from_seconds(to.seconds() - gained), facility_);
}

ReachedInstant Arithmetic::chosen(const Anchor& anchor, const std::string& what, const Span& span,
                                  int k) const {
  ReachedInstant chosen;
  const bool later = span.kind == Span::Kind::later_of;
  for (std::size_t i = 0; i < span.parts.size(); ++i) {
    ReachedInstant part = due(anchor, what, span.parts[i], k);
    chosen.said.insert(chosen.said.end(), part.said.begin(), part.said.end());
    if (i == 0 || (later ? part.at > chosen.at : part.at < chosen.at)) chosen.at = part.at;
  }
  chosen.said.push_back("Of these the " + std::string(later ? "later" : "earlier") +
                        " counts: " + words_.both_clocks(chosen.at, payer_.zone));
  return chosen;
}

}  // namespace authledger::explain
