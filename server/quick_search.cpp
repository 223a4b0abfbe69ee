// The look-up in the head of every page of the console.
#include "engine/store/quick_search.hpp"

#include "engine/base/json_writer.hpp"
#include "server/console_routes.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t most_results = 12;  // one screen
constexpr std::size_t least_letters = 2;

void write_match(JsonWriter& out, const store::QuickMatch& match) {
  out.begin_object();
  out.field("episode", match.episode);
  out.field("member", match.member);
  out.field("member_name", match.member_name);
  out.field("birth_date", match.birth_date);
  out.field("facility", match.facility);
  out.field("payer", match.payer);
  out.field("open", match.is_open);
  out.field("matched", store::word(match.matched));
  out.key("remaining");
  out.begin_object();
  for (const auto& [unit, units] : match.remaining) out.field(unit, units);
  out.end_object();
  out.field("last_covered_day", match.covered_through);
  out.field("next_review", match.next_review);
  out.end_object();
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

Answer get_search(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const std::string text = trimmed(parameters.text("q").value_or(""));
  parameters.finish();
  if (problems.empty() && text.size() < least_letters)
    problems.push_back({ProblemCode::out_of_range, "q must have 2 letters or digits at least", ""});
  if (!problems.empty()) return undecodable(problems);
  JsonWriter out;
  out.begin_object();
  out.key("results");
  out.begin_array();
  for (const store::QuickMatch& match : store::quick_search(
           call.reader, text, call.request.principal->facilities, call.now, most_results))
    write_match(out, match);
  out.end_array();
  out.end_object();
  return Response{.body = std::string(out.text())};
}

}  // namespace authledger::server
