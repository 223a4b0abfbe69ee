// Deliveries that were given up on, while no service runs: listed, and to be tried again.
#include <ostream>

#include "engine/store/audit.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/deliveries.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

constexpr std::size_t most_listed = 10'000;

const char* objection(store::Replay said) {
  switch (said) {
    case store::Replay::not_there:
      return "there is no delivery of this message to this endpoint";
    case store::Replay::not_failed:
      return "the delivery was not given up on: it waits, or was delivered";
    case store::Replay::ended:
      return "the letter must not be sent any more; release another when one is due";
    default:
      return nullptr;
  }
}

}  // namespace

int list_failed_deliveries(const std::string& data, std::ostream& out) {
  const auto ledger = store::DataDirectory::open_to_read(data);
  const auto reader = ledger.connect_to_read();
  for (const auto& it : store::failed_deliveries(*reader, std::nullopt, {}, most_listed))
    out << it.message.id << '\t' << it.endpoint << '\t' << it.message.kind << '\t' << it.attempts
        << " attempts\t" << to_text(it.failed_at) << '\t' << it.last_outcome << '\n';
  return exit_done;
}

int replay_delivery(const std::string& data, const std::string& message,
                    const std::string& endpoint, Instant now, std::ostream& out,
                    std::ostream& errors) {
  try {
    auto ledger = store::DataDirectory::open_to_write(data);
    sql::Transaction transaction(ledger.writer());
    const auto found = store::find_message(ledger.writer(), message);
    const auto said = found ? store::replay_delivery(ledger.writer(), endpoint, found->position,
                                                     "authledger deliveries", now)
                            : store::Replay::not_there;
    if (const char* why = objection(said)) {
      errors << why << '\n';
      return exit_refused;
    }
    store::AuditEntry entry =
        store::local_entry(now, "change", "authledger deliveries replay", "message");
    entry.record_id = message;
    store::append_audit(ledger.writer(), entry);
    transaction.commit();
    out << message << " is sent to " << endpoint << " again when the service runs\n";
    return exit_done;
  } catch (const store::LockHeld& error) {
    errors << error.what()
           << "; a service that runs takes POST /v1/outbox/ID/deliveries/ENDPOINT/replay from an "
              "admin or a ur_lead\n";
    return exit_try_again;
  }
}

}  // namespace authledger::tools
