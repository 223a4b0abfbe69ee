#include "engine/report/report.hpp"

#include "engine/report/monthly.hpp"

namespace authledger::report {

std::string_view word(ColumnKind kind) {
  constexpr std::array<std::string_view, 5> words{"text", "number", "percent", "date", "month"};
  return words.at(static_cast<std::size_t>(kind));
}

Date month_of(Date date) {
  return date - (civil(date).day - 1);
}

Date local_date(const Facility& facility, Instant instant) {
  return facility.zone.day_of(instant);
}

std::string payer_on(const Episode& episode, Date date) {
  const auto* coverage = episode.coverage_on(date);
  return coverage ? coverage->fact.payer : std::string();
}

Cell percent(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return {};
  return (200 * part + whole) / (2 * whole);
}

std::vector<Cell> row_head(const std::pair<std::string, Date>& key) {
  const auto& [payer, month] = key;
  return {payer.empty() ? Cell() : Cell(payer), Cell(month)};
}

std::unique_ptr<Report> make_report(std::string_view name, const Span& span) {
  constexpr std::array makers{make_utilization, make_denials,         make_requests,
                              make_reviews,     make_missed_sessions, make_runway};
  static_assert(makers.size() == report_names.size());
  for (std::size_t i = 0; i < makers.size(); ++i)
    if (report_names.at(i) == name) return makers.at(i)(span);
  return nullptr;
}

}  // namespace authledger::report
