// What the benchmark of the service posts and stores: episodes of an intensive outpatient program
// under a payer of the library, 60 events each, and sessions that go on joining them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace authledger::bench {

constexpr std::size_t events_of_an_episode = 60;

std::string episode_id(std::size_t episode);

// A session that nobody has posted before: its number says which day, its id is like a random one.
std::string session_event(std::size_t episode, std::uint64_t number);

// The events that an episode begins with.
std::vector<std::string> first_events(std::size_t episode);

// Makes a ledger of so many episodes in the directory, restated under the policies of `payers`.
void fill_ledger(const std::string& directory, const std::string& payers, std::size_t episodes);

}  // namespace authledger::bench
