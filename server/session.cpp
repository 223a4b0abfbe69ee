// Who is signed in, as a console asks it, and what they may do.
#include "engine/base/json_writer.hpp"
#include "server/access.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

void write_who(JsonWriter& out, const Principal& who) {
  out.field("subject", who.subject);
  out.field("organization", who.organization);
  out.key("roles");
  out.begin_array();
  for (const std::string& role : who.roles) out.value(role);
  out.end_array();
  out.key("facilities");
  if (who.facilities) {
    out.begin_array();
    for (const std::string& facility : *who.facilities) out.value(facility);
    out.end_array();
  } else {
    out.null();
  }
  out.field("expires_at", who.expires_at);
}

void write_may(JsonWriter& out, const Principal& who) {
  out.key("may");
  out.begin_array();
  for (const AccessRow& row : access_table().rows)
    if (row.admits(who)) out.value(row.method + " " + row.pattern);
  out.end_array();
}

}  // namespace

Answer get_session(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const Principal& who = *call.request.principal;
  JsonWriter out;
  out.begin_object();
  out.field("signed_in", who.is_signed_in());
  out.field("sign_in", &who == local_principal().get() ? "off" : "required");
  out.key("ways");
  out.begin_array();
  out.end_array();
  out.key("provider");
  out.null();
  if (who.is_signed_in()) write_who(out, who);
  write_may(out, who);
  out.end_object();
  return Response{.body = std::string(out.text())};
}

}  // namespace authledger::server
