#include "engine/library/run_case.hpp"

#include "engine/json/standing_codec.hpp"
#include "engine/standing/standing.hpp"

namespace authledger::library {

std::vector<Difference> run(const json::PayerCase& payer_case, const PolicyBook& book) {
  const Episode episode = fold(payer_case.log, payer_case.as_of);
  JsonWriter out;
  json::write_standing(out, standing(episode, book, payer_case.facility, payer_case.as_of));
  const auto printed = json::JsonDocument::read(out.text(), file_limits);
  ensure(printed.has_value(), "a standing prints as JSON");
  return differences(payer_case.expect, (*printed)->root());
}

}  // namespace authledger::library
