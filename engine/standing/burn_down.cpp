#include "engine/standing/burn_down.hpp"

#include <algorithm>
#include <span>
#include <tuple>

#include "engine/standing/charges.hpp"
#include "engine/standing/funds.hpp"
#include "engine/standing/likely_range.hpp"
#include "engine/standing/terms.hpp"

namespace authledger {
namespace {

using Points = std::vector<std::vector<UnitsLeft>>;  // by line, in the order of Funds::lines()

// What Funds::pay() tells, kept as what is left.
class Record {
 public:
  explicit Record(const Funds& funds) : funds_(funds), points_(funds.lines().size()) {}

  void drawn(const Charge& charge, const PayingLine& line, int) {
    if (!line.left) return;
    auto& points = points_[static_cast<std::size_t>(&line - funds_.lines().data())];
    if (points.empty() || points.back().date != charge.date) points.push_back({charge.date, 0});
    points.back().left = *line.left;
  }
  void capped(const Charge&, UncoveredReason, int) {}
  void charged(const Charge&, int) {}
  void not_required(const Charge&, int) {}
  void unpaid(const Charge&, const Payers&, int) {}

  Points take() { return std::move(points_); }

 private:
  const Funds& funds_;
  Points points_;
};

Points paid(Funds& funds, std::span<const Charge> charges) {
  Record record(funds);
  for (const Charge& charge : charges) funds.pay(charge, record);
  return record.take();
}

Points paid_at(int rate, Funds scratch, std::span<const Charge> charges) {
  Record record(scratch);
  for (const Charge& charge : charges)
    if (!charge.forecast || attends(charge.forecast_session, rate)) scratch.pay(charge, record);
  return record.take();
}

}  // namespace

std::vector<LineBurnDown> burn_down(const Episode& episode, const PolicyBook& book,
                                    const Facility& facility, Instant as_of) {
  const Terms terms(episode, book, facility, as_of);
  Standing scratch;
  scratch.as_of = as_of;
  scratch.today = terms.today;
  std::vector<Charge> charges;
  add_actual_charges(terms, scratch, charges);
  add_forecast_charges(terms, scratch, charges);
  add_attendance(scratch);
  put_in_order(charges);
  const auto first_ahead =
      std::find_if(charges.begin(), charges.end(), [](const Charge& it) { return it.forecast; });
  const std::span<const Charge> behind(charges.begin(), first_ahead),
      ahead(first_ahead, charges.end());

  const Accounts accounts = open_accounts(terms, scratch);
  Funds funds(terms, accounts);
  Points used = paid(funds, behind);
  const Attendance& rates = scratch.attendance;
  Points low(used.size()), high(used.size());
  if (rates.low) low = paid_at(*rates.low, funds, ahead);
  if (rates.high) high = paid_at(*rates.high, funds, ahead);
  Points forecast = paid(funds, ahead);

  std::vector<LineBurnDown> lines;
  for (std::size_t i = 0; i < used.size(); ++i) {
    const PayingLine& line = funds.lines()[i];
    if (!line.left) continue;
    lines.push_back({funds.account_of(line).id, line.position, *line.standing->units,
                     std::move(used[i]), std::move(forecast[i]), std::move(low[i]),
                     std::move(high[i])});
  }
  std::sort(lines.begin(), lines.end(), [](const LineBurnDown& a, const LineBurnDown& b) {
    return std::tie(a.authorization, a.line) < std::tie(b.authorization, b.line);
  });
  return lines;
}

}  // namespace authledger
