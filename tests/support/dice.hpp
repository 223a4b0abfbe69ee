// Chance that can be repeated: the same seed gives the same throws on every machine and library.
//
//     Dice dice(17);
//     const int day = dice.between(1, 28);
//     const bool late = dice.chance(10);                // in about 10 of 100 throws
//     const std::string code = dice.one_of({"S9480", "H0015"});
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace authledger::test {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  int between(int least, int most) {  // both can come up; the distributions of <random> differ
    const auto width = static_cast<std::uint64_t>(most - least) + 1;
    return least + static_cast<int>(engine_() % width);
  }
  bool chance(int percent) { return between(1, 100) <= percent; }

  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(between(0, static_cast<int>(all.size()) - 1))];
  }
  std::string one_of(std::initializer_list<const char*> all) {
    return *(all.begin() + between(0, static_cast<int>(all.size()) - 1));
  }
  int one_of(std::initializer_list<int> all) {
    return *(all.begin() + between(0, static_cast<int>(all.size()) - 1));
  }

  template <class T>
  void shuffle(std::vector<T>& all) {
    for (std::size_t left = all.size(); left > 1; --left)
      std::swap(all[left - 1], all[static_cast<std::size_t>(engine_() % left)]);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace authledger::test
