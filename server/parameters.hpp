// Reads the parameters of a query into typed values, and collects every fault, as json::Fields does
// for the members of an object.
//
//     Parameters parameters(target.query, problems);
//     const auto facility = parameters.text("facility");
//     const auto limit = parameters.integer_or("limit", 1, 1000, 100);
//     parameters.finish();                       // refuses what was not asked for
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/time/date.hpp"
#include "server/target.hpp"

namespace authledger::server {

class Parameters {
 public:
  Parameters(const Query& query, Problems& problems) : query_(query), problems_(problems) {}

  std::optional<std::string> text(std::string_view name);
  // RFC 3339. A space where the plus of an offset belongs is taken for the plus it was.
  std::optional<Instant> instant(std::string_view name);
  std::optional<Date> date(std::string_view name);  // YYYY-MM-DD
  std::optional<bool> boolean(std::string_view name);
  std::optional<std::string> one_of(std::string_view name,
                                    std::initializer_list<std::string_view> words);
  int integer_or(std::string_view name, int least, int most, int absent);

  void finish();

 private:
  const std::string* take(std::string_view name);
  void refuse(ProblemCode code, std::string_view name, const std::string& value,
              std::string_view wanted);

  const Query& query_;
  Problems& problems_;
  std::vector<std::string_view> known_;
};

}  // namespace authledger::server
