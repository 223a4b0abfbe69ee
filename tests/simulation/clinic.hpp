// What the simulated clinic has to say: episodes drawn as everywhere in these tests
// (support/random_history.hpp), and the errands of its clients made of them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/policy/policy_book.hpp"
#include "tests/simulation/model.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/json.hpp"

namespace authledger::simulation {

using test::Dice;

class Clinic {
 public:
  Clinic(std::uint64_t seed, Dice& dice);

  Instant begins() const { return begins_; }  // when it starts to use the service
  const std::vector<std::shared_ptr<const PolicyBook>>& books() const { return books_; }
  const std::vector<std::string>& episodes() const { return episodes_; }

  // The next events of one of its episodes; or some that were sent before, as they were or changed.
  Errand post();
  // Takes an obligation or waives it.
  Errand act(const std::string& episode, const std::string& key);
  Errand put_member();
  Errand put_facility();

 private:
  using Json = test::Json;
  void add_episode(const Json& scenario, std::size_t number);
  Json draw_event();
  static std::vector<std::optional<PostedEvent>> read(const std::vector<Json>& events);

  Dice& dice_;
  Instant begins_;
  std::vector<std::shared_ptr<const PolicyBook>> books_;
  std::vector<std::string> episodes_;
  std::vector<std::vector<Json>> to_say_;  // of each episode, in its order
  std::vector<std::size_t> said_;          // how many of them
  std::vector<Json> sent_;
  int keys_ = 0, actions_ = 0;
  std::vector<Errand> keyed_;  // the last ones with a key
};

// Of an answer to GET .../obligations; none when it was refused.
std::vector<std::string> keys_of(const server::Response& obligations);

}  // namespace authledger::simulation
