// What the console calls soon, for a whole organization.
#include "engine/store/thresholds.hpp"

#include "engine/base/json_writer.hpp"
#include "engine/json/fields.hpp"
#include "server/console_routes.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr int most_days = 366, most_units = 100'000;

Response answer(const store::Thresholds& thresholds) {
  JsonWriter out;
  out.begin_object();
  out.field("ending_days", thresholds.ending_days);
  out.field("few_units", thresholds.few_units);
  out.end_object();
  return {.body = std::string(out.text())};
}

}  // namespace

Answer get_thresholds(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  return answer(store::thresholds(call.reader));
}

Answer put_thresholds(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return undecodable(tree.error());
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  const store::Thresholds wanted{fields.integer("ending_days", 0, most_days),
                                 fields.integer("few_units", 0, most_units)};
  fields.finish();
  if (!problems.empty()) return undecodable(problems);
  call.audit->entry.fields = field_names(tree->root());
  return Write{[wanted, who = call.request.principal](sql::Connection& writer, Instant now) {
    store::set_thresholds(writer, wanted, who->subject, now);
    return answer(wanted);
  }};
}

}  // namespace authledger::server
