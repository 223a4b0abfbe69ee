// authledger deliveries: listed and replayed while no service runs.
#include <gtest/gtest.h>

#include <sstream>

#include "engine/store/audit_list.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/deliveries.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

TEST(TheDeliveriesCommand, ListsWhatWasGivenUpOnAndHasItTriedAgain) {
  const test::TemporaryDirectory folder;
  const Instant now = *parse_instant("2026-03-10T15:00:00Z");
  std::string id;
  {
    auto data = store::DataDirectory::open_to_write(folder.path());
    sql::Transaction transaction(data.writer());
    store::enlist(data.writer(), "hook", "1");
    store::announce_broken_glass(data.writer(), "g1", "main", now);
    store::fan_out(data.writer(), {.endpoint = "hook"}, now, 10);
    store::record_attempt(data.writer(), {.endpoint = "hook",
                                          .position = 1,
                                          .at = now,
                                          .outcome = "status 500",
                                          .state = store::DeliveryState::failed});
    id = store::message_at(data.writer(), 1)->id;
    transaction.commit();
  }
  std::ostringstream out, errors;
  EXPECT_EQ(list_failed_deliveries(folder.path(), out), exit_done);
  EXPECT_EQ(out.str(), id + "\thook\tglass.broken\t1 attempts\t2026-03-10T15:00:00Z\tstatus 500\n");
  const auto replay = [&](const std::string& message, const std::string& endpoint) {
    return replay_delivery(folder.path(), message, endpoint, now, out, errors);
  };
  EXPECT_EQ(replay("msg_none", "hook"), exit_refused);
  EXPECT_EQ(replay(id, "other"), exit_refused);
  EXPECT_EQ(replay(id, "hook"), exit_done) << errors.str();
  EXPECT_EQ(replay(id, "hook"), exit_refused) << "it waits";

  const auto data = store::DataDirectory::open_to_write(folder.path());
  EXPECT_EQ(replay(id, "hook"), exit_try_again) << "while somebody else writes";
  const auto reader = data.connect_to_read();
  EXPECT_EQ(store::due_deliveries(*reader, "hook", now, 10).at(0).message.id, id);
  std::vector<std::string> changed;
  store::find_audit_entries(*reader, {}, [&](const store::StoredAuditEntry& it) {
    if (it.entry.action == "change") changed.push_back(it.entry.record_id.value_or(""));
  });
  EXPECT_EQ(changed, std::vector<std::string>{id});
}

}  // namespace
}  // namespace authledger::tools
