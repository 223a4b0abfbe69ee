// What reports by payer and month share: whose a date is, and counts in columns.
#pragma once

#include <cstddef>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/report/report.hpp"

namespace authledger::report {

Date month_of(Date date);  // its first day

// The date at the facility.
Date local_date(const Facility& facility, Instant instant);

// Empty: no coverage spoke on that date.
std::string payer_on(const Episode& episode, Date date);

// Whole percent, rounded half up; none: nothing to divide by.
Cell percent(std::int64_t part, std::int64_t whole);

// Counts by (payer, month), a number for each column behind the two.
template <std::size_t columns>
class Monthly {
 public:
  using Counts = std::array<std::int64_t, columns>;

  explicit Monthly(Span span) : span_(std::move(span)) {}

  // Where what fell on the date counts; null: outside of the span, or another payer's.
  Counts* at(const Seen& seen, Date date) {
    if (date < span_.from || date > span_.to) return nullptr;
    std::string payer = payer_on(seen.episode, date);
    if (span_.payer && payer != *span_.payer) return nullptr;
    return &counts_[{std::move(payer), month_of(date)}];
  }

  const std::map<std::pair<std::string, Date>, Counts>& counts() const { return counts_; }

 private:
  const Span span_;
  std::map<std::pair<std::string, Date>, Counts> counts_;
};

// The two cells that a row by payer and month begins with.
std::vector<Cell> row_head(const std::pair<std::string, Date>& key);

constexpr Column payer_column{"payer", "Payer", ColumnKind::text,
                              "The payer whose coverage spoke on the date"};
constexpr Column month_column{"month", "Month", ColumnKind::month,
                              "The month of the date at the facility"};

std::unique_ptr<Report> make_utilization(const Span& span);
std::unique_ptr<Report> make_denials(const Span& span);
std::unique_ptr<Report> make_requests(const Span& span);
std::unique_ptr<Report> make_reviews(const Span& span);
std::unique_ptr<Report> make_missed_sessions(const Span& span);
std::unique_ptr<Report> make_runway(const Span& span);

}  // namespace authledger::report
