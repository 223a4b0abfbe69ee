#include "tests/simulation/follower.hpp"

#include "tests/simulation/checks.hpp"

namespace authledger::simulation {

void Follower::follow() {
  if (stage_.is_calm()) return;
  const std::int64_t asked = followed_;
  const int number = ++asks_;
  const std::string target = "/v1/changes?after=" + std::to_string(asked) +
                             "&limit=" + std::to_string(network_.between(1, 20)) +
                             "&wait=" + std::to_string(network_.between(0, 25));
  stage_.after(stage_.travel(network_),
               [this, asked, target, number] { ask(asked, target, number); });
  stage_.after(patience + 5 * second, [this, number] {
    if (asks_ == number) follow();
  });
}

void Follower::ask(std::int64_t asked, const std::string& target, int number) {
  if (!run_ || stage_.meets(lost_messages, 5)) return;
  run_->handle({"GET", target, "", ""}, 0, [this, asked, number](const server::Response& it) {
    if (stage_.meets(lost_messages, 5)) return;
    for (int copies = stage_.meets(doubled_messages, 8) ? 2 : 1; copies > 0; --copies)
      stage_.after(stage_.travel(network_), [this, asked, number, response = it] {
        if (asked == followed_) take(asked, response);
        if (asks_ != number) return;
        ++asks_;
        stage_.after(network_.chance(30) ? millisecond : network_.between(1, 300) * 60 * second,
                     [this] { follow(); });
      });
  });
  const auto look = [this] {
    if (run_) run_->look_at_changes(false);
  };
  if (const auto until = run_->next_look()) stage_.at(*until, look);
}

void Follower::take(std::int64_t asked, const server::Response& response) {
  if (response.status == 500 && disk_.has_failed()) return;
  followed_ = check_changes(model_, asked, response);
  stage_.count("pages of changes");
}

void Follower::catch_up() {
  take(followed_, run_->ask("/v1/changes?limit=1000&after=" + std::to_string(followed_)));
  if (followed_ != static_cast<std::int64_t>(model_.ids().size()))
    throw Violation{"the follower has missed something"};
}

}  // namespace authledger::simulation
