// The policy documents: which there are, one of them, and what is in force for a coverage on a day.
#include <algorithm>
#include <tuple>

#include "engine/json/policy_writer.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

using Documents = std::vector<const Policy*>;

// By (payer, version); a book holds each pair once.
Documents sorted_documents(const PolicyBook& book) {
  Documents documents;
  for (const Policy& it : book.documents) documents.push_back(&it);
  std::stable_sort(documents.begin(), documents.end(), [](const Policy* one, const Policy* other) {
    return std::tie(one->payer, one->version) < std::tie(other->payer, other->version);
  });
  return documents;
}

void write_heads(JsonWriter& out, std::string_view name, const Documents& documents) {
  out.key(name);
  out.begin_array();
  for (const Policy* it : documents) json::write_policy_head(out, *it);
  out.end_array();
}

struct Asked {  // whose rules, and when
  PlanTerms coverage;
  std::optional<Date> date;
};

Asked read_asked(Parameters& parameters, Problems& problems) {
  Asked asked;
  const auto payer = parameters.text("payer");
  asked.date = parameters.date("date");
  for (const bool is_there : {payer.has_value(), asked.date.has_value()})
    if (!is_there && problems.empty())
      problems.push_back({ProblemCode::missing_field, "the address must name payer and date", ""});
  asked.coverage.payer = payer.value_or("");
  asked.coverage.plan = parameters.text("plan");
  asked.coverage.line_of_business = parameters.text("line_of_business");
  asked.coverage.state = parameters.text("state");
  asked.coverage.funding = parameters.one_of("funding", {"insured", "self-funded"});
  asked.coverage.network = parameters.one_of("network", {"in", "out"});
  asked.coverage.facility = parameters.text("facility");
  return asked;
}

void write_coverage(JsonWriter& out, const Asked& asked) {
  out.field("date", *asked.date);
  out.key("coverage");
  out.begin_object();
  out.field("payer", asked.coverage.payer);
  out.field_if("plan", asked.coverage.plan);
  out.field_if("line_of_business", asked.coverage.line_of_business);
  out.field_if("state", asked.coverage.state);
  out.field_if("funding", asked.coverage.funding);
  out.field_if("network", asked.coverage.network);
  out.field_if("facility", asked.coverage.facility);
  out.end_object();
}

}  // namespace

Answer get_policies(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "policies", 2, parameters, problems);
  const auto payer = parameters.text("payer");
  const auto layer = parameters.one_of("layer", {"payer", "contract", "law"});
  const auto date = parameters.date("date");
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  Documents found = sorted_documents(*call.book);
  std::erase_if(found, [&](const Policy* it) {
    const bool is_before = asked.after && std::tie(it->payer, it->version) <=
                                              std::tie(asked.after->at(0), asked.after->at(1));
    return is_before || (payer && it->payer != *payer) || (layer && word(it->layer) != *layer) ||
           (date && !it->covers(*date));
  });
  ListWriter list(call, asked,
                  {"payer", "version", "layer", "effective.from", "effective.to", "applies_to.plan",
                   "applies_to.line_of_business", "applies_to.state", "applies_to.funding",
                   "applies_to.network", "applies_to.facility"},
                  std::nullopt);
  const std::size_t shown = std::min(found.size(), asked.limit);
  for (std::size_t i = 0; i < shown; ++i) json::write_policy_head(list.out(), *found[i]);
  if (shown == found.size()) return list.finish(std::nullopt);
  return list.finish(ListPlace{found[shown - 1]->payer, found[shown - 1]->version});
}

Answer get_policy(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  for (const Policy& it : call.book->documents) {
    if (it.payer != call.ids[0] || it.version != call.ids[1]) continue;
    JsonWriter out;
    json::write_policy(out, it);
    return Response{.body = std::string(out.text())};
  }
  return not_found("there is no policy document \"" + call.ids[1] + "\" of \"" + call.ids[0] +
                   "\"");
}

Answer get_policy_in_force(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const Asked asked = read_asked(parameters, problems);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const Policy* policy = call.book->in_force(asked.coverage, *asked.date);
  if (!policy)
    return not_found("there is no policy of \"" + asked.coverage.payer + "\" on file for " +
                     to_text(*asked.date) + " and this coverage");
  Documents waiting;
  for (const Policy& it : call.book->documents)
    if (it.covers(*asked.date) && waits_for_funding(it, asked.coverage)) waiting.push_back(&it);
  JsonWriter out;
  out.begin_object();
  write_coverage(out, asked);
  write_heads(out, "documents", policy->stack.empty() ? Documents{policy} : policy->stack);
  // Laws that would be stacked too if the coverage said its funding.
  write_heads(out, "may_apply", waiting);
  out.key("rules");
  json::write_rules_in_force(out, *policy);
  out.end_object();
  return Response{.body = std::string(out.text())};
}

}  // namespace authledger::server
