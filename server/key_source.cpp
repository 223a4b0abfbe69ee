#include "server/key_source.hpp"

#include <spdlog/spdlog.h>

#include <fstream>

#include "server/fetch.hpp"

namespace authledger::server {
namespace {

Problems refused(std::string detail) {
  return {{ProblemCode::invalid_value, std::move(detail), ""}};
}

Result<std::string> read_place(const KeyPlace& place) {
  if (place.is_url())
    return fetch({.url = place.place, .bytes = largest_key_set, .authorities = place.authorities});
  std::ifstream file(place.place, std::ios::binary);
  std::string text(largest_key_set + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) return refused("the file cannot be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

}  // namespace

Result<KeySet> read_keys(const KeyPlace& place) {
  const auto text = read_place(place);
  if (!text) return text.error();
  return read_key_set(*text);
}

KeySource::KeySource(KeyPlace place, KeyPatience patience)
    : place_(std::move(place)), patience_(patience) {
  take();
  thread_ = std::thread([this] { run(); });
}

KeySource::~KeySource() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::shared_ptr<const KeySet> KeySource::keys() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

void KeySource::key_is_missing() {
  if (!place_.is_url()) return;
  {
    const std::lock_guard lock(mutex_);
    is_missing_ = true;
  }
  changed_.notify_all();
}

void KeySource::reload() {
  {
    const std::lock_guard lock(mutex_);
    is_asked_ = true;
  }
  changed_.notify_all();
}

void KeySource::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      const auto is_due = [&] {
        if (is_stopping_ || is_asked_ || !place_.is_url()) return is_stopping_ || is_asked_;
        const auto age = std::chrono::steady_clock::now() - taken_at_;
        const bool is_wanted = is_missing_ || keys_->keys.empty();
        return age >= patience_.refresh || (is_wanted && age >= patience_.least_between);
      };
      while (!is_due()) {
        if (!place_.is_url())
          changed_.wait(lock);
        else if (is_missing_ || keys_->keys.empty())
          changed_.wait_until(lock, taken_at_ + patience_.least_between);
        else
          changed_.wait_until(lock, taken_at_ + patience_.refresh);
      }
      if (is_stopping_) return;
      is_asked_ = is_missing_ = false;
    }
    take();
  }
}

void KeySource::take() {
  auto read = read_keys(place_);
  const std::lock_guard lock(mutex_);
  taken_at_ = std::chrono::steady_clock::now();
  if (!read) {
    spdlog::error("keys of the identity provider: {}: {}; {}", place_.place, summary(read.error()),
                  keys_->keys.empty() ? "no token is good until it is there"
                                      : "those that were good last stay in force");
    return;
  }
  for (const std::string& why : read->left_out)
    spdlog::info("keys of the identity provider: left out {}", why);
  spdlog::info("keys of the identity provider: {} in force", read->keys.size());
  keys_ = std::make_shared<const KeySet>(std::move(*read));
}

}  // namespace authledger::server
