// Where an issuer's keys come from: a file, or a URL that is asked now and then on a thread of its
// own. What was good last stays in force while nothing better comes.
//
//     KeySource source({.place = "https://idp.example/keys"}, {});
//     source.keys()->find(kid)                     // never null, never waits
//     source.key_is_missing();                     // a token names one that is not there
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "server/jwks.hpp"

namespace authledger::server {

struct KeyPlace {
  std::string place;             // the path of a file, or a URL (it has "://" in it)
  std::string authorities = {};  // of the URL; empty: the machine's list

  bool is_url() const { return place.find("://") != std::string::npos; }
};

struct KeyPatience {
  // A URL is asked as often although nothing is missing: a key that its issuer took back goes.
  std::chrono::milliseconds refresh{std::chrono::minutes(15)};
  // And no more often than this for keys that are missing: tokens may name what they like.
  std::chrono::milliseconds least_between{std::chrono::minutes(1)};
};

// Blocks. Problems: nothing can be read there, or it is no set of keys.
Result<KeySet> read_keys(const KeyPlace& place);

class KeySource {
 public:
  // Reads once, and says in the log what is wrong. A URL that does not answer yet leaves an empty
  // set, under which no token is good, and is asked again.
  KeySource(KeyPlace place, KeyPatience patience);
  ~KeySource();
  KeySource(const KeySource&) = delete;
  KeySource& operator=(const KeySource&) = delete;

  // From any thread.
  std::shared_ptr<const KeySet> keys() const;
  void key_is_missing();  // asks a URL, unless it was asked within least_between
  void reload();          // reads again, whatever it is

 private:
  void run();
  void take();

  const KeyPlace place_;
  const KeyPatience patience_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const KeySet> keys_ = std::make_shared<const KeySet>();
  std::chrono::steady_clock::time_point taken_at_;
  bool is_missing_ = false, is_asked_ = false, is_stopping_ = false;
  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace authledger::server
