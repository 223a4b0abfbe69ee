#include "server/startup.hpp"

#include <sys/resource.h>

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

std::vector<std::string> outdated_episodes(const PolicyBook& book, sql::Connection& connection,
                                           Instant now) {
  std::vector<std::string> outdated = store::open_episode_ids(connection, now);
  std::erase_if(outdated, [&](const std::string& episode) {
    return store::last_restating(connection, episode).policies == book.fingerprint;
  });
  return outdated;
}

void restate_some(const PolicyBook& book, sql::Connection& writer,
                  const std::vector<std::string>& episodes, Instant now) {
  for (const std::string& episode : episodes) {
    const auto log = store::find_log(writer, episode);
    ensure(log.has_value(), "an episode that is listed has a log");
    store::restate(writer, book, episode, std::max(now, log->last_recorded_at));
  }
}

std::size_t restate_under(const PolicyBook& book, sql::Connection& writer, Clock& clock) {
  const std::vector<std::string> outdated = outdated_episodes(book, writer, clock.now());
  for (std::size_t first = 0; first < outdated.size(); first += episodes_per_commit) {
    const std::size_t end = std::min(first + episodes_per_commit, outdated.size());
    const auto begin = outdated.begin();
    sql::Transaction transaction(writer);
    restate_some(
        book, writer,
        {begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(end)},
        clock.tick());
    transaction.commit();
  }
  return outdated.size();
}

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1'024;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before;
}

}  // namespace authledger::server
