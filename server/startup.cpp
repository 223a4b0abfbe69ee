#include "server/startup.hpp"

#include <algorithm>

#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t episodes_per_commit = 200;

}  // namespace

bool enter_first_facility(sql::Connection& writer, const Zone& zone, Clock& clock) {
  sql::Transaction transaction(writer);
  if (!store::facility_ids(writer).empty()) return false;
  store::enter_facility(writer, {"main", "Main facility", "", zone, {}}, clock.tick());
  transaction.commit();
  return true;
}

std::size_t restate_under(const PolicyBook& book, sql::Connection& writer, Clock& clock) {
  std::vector<std::string> outdated = store::open_episode_ids(writer, clock.now());
  std::erase_if(outdated, [&](const std::string& episode) {
    return store::last_restating(writer, episode).policies == book.fingerprint;
  });
  for (std::size_t first = 0; first < outdated.size(); first += episodes_per_commit) {
    const std::size_t end = std::min(first + episodes_per_commit, outdated.size());
    sql::Transaction transaction(writer);
    for (std::size_t i = first; i < end; ++i) {
      const auto log = store::find_log(writer, outdated[i]);
      ensure(log.has_value(), "an episode that is listed has a log");
      store::restate(writer, book, outdated[i], std::max(clock.tick(), log->last_recorded_at));
    }
    transaction.commit();
  }
  return outdated.size();
}

}  // namespace authledger::server
