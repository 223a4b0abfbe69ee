// What the one writer of a ledger knows without asking: how the chains end, and how the logs end
// to which it has appended lately. Nobody else writes meanwhile (data_directory.hpp), so it stands
// until the writer itself takes something back.
//
//     if (WriterMemory* memory = connection.memory()) memory->keep(log);   // see Connection
//
// Whoever appends says here what he has appended; everything else that changes those rows goes by
// saw(), which the connection calls with every statement, and makes it forget.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/store/chain.hpp"
#include "engine/store/log.hpp"

namespace authledger::store {

class WriterMemory {
 public:
  std::optional<ChainLink> last_event, last_audit_entry;  // none: to be asked for

  const LogAndWaiting* find(const std::string& episode) const;
  void keep(const LogAndWaiting& log);  // of many, some are given up for it

  void saw(std::string_view statement);
  void forget();

 private:
  std::unordered_map<std::string, LogAndWaiting> logs_;  // by episode
};

}  // namespace authledger::store
