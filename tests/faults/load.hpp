// Clients that post until the server is gone and remember what they were told.
#pragma once

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/faults/ledger_check.hpp"

namespace authledger::test {

constexpr int load_episodes = 5, load_clients = 8;

// A log takes 10,000 events: a long load needs many episodes.
inline std::string load_episode(int number, int episodes) {
  return "E" + std::to_string(number % episodes);
}
inline std::string load_episode(int number) {
  return load_episode(number, load_episodes);
}

// Keeps what the answer to these events says. No answer, or a 5xx: they may be there or not.
inline void keep(const std::optional<Received>& received, const std::vector<std::string>& events,
                 Told& told) {
  if (!received || received->status == 0 || received->status >= 500) {
    for (const std::string& event : events) told.unanswered.emplace(parsed(event)["id"], event);
    return;
  }
  const Json body = parsed(received->body);
  ASSERT_TRUE(received->status == 200 || received->status == 201) << received->body;
  const auto keep_one = [&](const Json& it) {
    ASSERT_NE(it["verdict"], "refused") << it.dump();
    told.unanswered.erase(it["id"]);
    told.acknowledged[it["id"]] = {it["episode"], it["seq"]};
  };
  if (!body.contains("results")) return keep_one(body);
  for (const Json& it : body["results"]) keep_one(it);
}

// Posts one event as itself, several as an array.
inline bool post(Client& client, const std::vector<std::string>& events, Told& told) {
  std::string body = events.front();
  if (events.size() > 1) {
    body.insert(0, "[");
    for (std::size_t i = 1; i < events.size(); ++i) body += "," + events[i];
    body += "]";
  }
  const bool is_sent = client.send(post_request("/v1/events", body));
  const auto received = is_sent ? client.receive() : std::nullopt;
  keep(received, events, told);
  return received.has_value();
}

// An episode that has units to lose: admitted, covered, approved.
inline void open_episodes(std::uint16_t port, Told& told, int episodes) {
  Client client(port);
  for (int i = 0; i < episodes; ++i) {
    const std::string episode = load_episode(i, episodes);
    post(client, {admission(episode), coverage(episode), approval(episode)}, told);
  }
}
inline void open_episodes(std::uint16_t port, Told& told) {
  open_episodes(port, told, load_episodes);
}

inline std::vector<std::string> sessions(const std::string& prefix, int number, int count,
                                         int episodes) {
  std::vector<std::string> events;
  for (int i = 0; i < count; ++i)
    events.push_back(attendance(load_episode(number, episodes),
                                prefix + "-" + std::to_string(number) + "-" + std::to_string(i)));
  return events;
}
inline std::vector<std::string> sessions(const std::string& prefix, int number, int count) {
  return sessions(prefix, number, count, load_episodes);
}

// One event, then one, then an array of three, and so on, until the server is gone.
inline void post_until_gone(std::uint16_t port, const std::string& prefix, int episodes,
                            Told& told) {
  try {
    Client client(port);
    for (int i = 0; post(client, sessions(prefix, i, i % 3 == 2 ? 3 : 1, episodes), told);) ++i;
  } catch (const std::runtime_error&) {  // gone before the first connection
  }
}

class Load {
 public:
  Load(std::uint16_t port, const std::string& prefix) : Load(port, prefix, load_episodes) {}
  Load(std::uint16_t port, const std::string& prefix, int episodes) : told_(load_clients) {
    for (int c = 0; c < load_clients; ++c)
      threads_.emplace_back(post_until_gone, port, prefix + "-" + std::to_string(c), episodes,
                            std::ref(told_[c]));
  }
  // Once the server has gone.
  void end(Told& told) {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    for (Told& it : told_) told.take(it);
  }

 private:
  std::vector<Told> told_;
  std::vector<std::thread> threads_;
};

// Sends again what nobody answered: it ends up there exactly once.
inline void post_again(std::uint16_t port, Told& told) {
  const auto unanswered = told.unanswered;
  Client client(port);
  for (const auto& [id, event] : unanswered) ASSERT_TRUE(post(client, {event}, told));
}

}  // namespace authledger::test
