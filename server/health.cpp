#include "server/health.hpp"

#include "engine/base/json_writer.hpp"
#include "engine/store/tables.hpp"
#include "server/handlers.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::int64_t remembered = 15'000'000;  // microseconds

}  // namespace

std::optional<std::string_view> Health::not_ready(Instant now) const {
  if (is_draining_) return "the service is about to stop";
  const std::int64_t refused_at = refused_at_;
  if (refused_at != INT64_MIN && now.microseconds() - refused_at < remembered)
    return "a write was refused in the last seconds: the disk is full, or the ledger is locked";
  return std::nullopt;
}

Answer get_health(const Call& call) {
  store::check_tables(call.reader);
  JsonWriter out;
  out.begin_object();
  out.field("status", "ok");
  out.field("policies", call.book->documents.size());
  out.end_object();
  return Response{.body = std::string(out.text())};
}

Answer get_readiness(const Call& call) {
  store::check_tables(call.reader);
  if (const auto why = call.vitals.health.not_ready(call.now)) {
    Response response = problem(503, "not_ready", *why);
    response.headers.emplace_back("Retry-After", "5");
    return response;
  }
  return Response{.body = R"({"status":"ready"})"};
}

}  // namespace authledger::server
