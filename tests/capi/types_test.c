/* Buffers, ids, times, clocks, cancels, options. */
#include "check.h"

static void a_buffer_is_disposed_of_once(void) {
  snaproll_buf buf = {0};
  snaproll_buf_dispose(NULL);
  snaproll_buf_dispose(&buf);
  OK(snaproll_time_text(0, &buf, E));
  CHECK(buf.data[buf.size] == '\0');
  snaproll_buf_dispose(&buf);
  CHECK(buf.data == NULL && buf.size == 0);
  snaproll_buf_dispose(&buf);
}

static void ids_are_uuids_of_version_7_that_rise(void) {
  snaproll_id a;
  snaproll_id b;
  snaproll_id read;
  char text[37];
  OK(snaproll_id_new(&a, E));
  OK(snaproll_id_new(&b, E));
  CHECK(memcmp(a.bytes, b.bytes, 16) < 0);
  CHECK(a.bytes[6] >> 4 == 7 && a.bytes[8] >> 6 == 2);
  OK(snaproll_id_text(&a, text, E));
  CHECK(strlen(text) == 36 && text[8] == '-');
  OK(snaproll_id_parse(T(text), &read, E));
  CHECK(memcmp(read.bytes, a.bytes, 16) == 0);
  OK(snaproll_id_parse(SNAPROLL_Z("00112233-4455-6677-8899-AABBCCDDEEFF"),
                       &read, E));
  OK(snaproll_id_text(&read, text, E));
  CHECK(strcmp(text, "00112233-4455-6677-8899-aabbccddeeff") == 0);
}

static void other_texts_are_no_ids(void) {
  static const char message[] = "not a UUID in the hyphenated form";
  snaproll_id id;
  const snaproll_id nil = {{0}};
  FAILS(SNAPROLL_INVALID_ARGUMENT, message,
        snaproll_id_parse(SNAPROLL_Z(""), &id, E));
  CHECK(memcmp(&id, &nil, sizeof id) == 0);
  FAILS(SNAPROLL_INVALID_ARGUMENT, message,
        snaproll_id_parse(SNAPROLL_Z("00112233445566778899aabbccddeeff"), &id,
                          E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, message,
        snaproll_id_parse(SNAPROLL_Z("00112233-4455-6677-8899-aabbccddeef\0"),
                          &id, E));
}

/* Rule J4. */
static void times_are_rfc_3339(void) {
  snaproll_buf buf = {0};
  int64_t time = 0;
  OK(snaproll_time_text(1, &buf, E));
  TEXT_IS(buf, "1970-01-01T00:00:00.000000001Z");
  FAILS(SNAPROLL_RANGE, "the earliest time of all stands for none",
        snaproll_time_parse(SNAPROLL_Z("1677-09-21T00:12:43.145224192Z"), &time,
                            E));
  OK(snaproll_time_parse(SNAPROLL_Z("1970-01-01T01:00:00.5+01:00"), &time, E));
  CHECK(time == 500000000);
  FAILS_AT(SNAPROLL_PARSE, "not a time as RFC 3339 has it", "", 0,
           snaproll_time_parse(SNAPROLL_Z("today"), &time, E));
  CHECK(time == 0);
  FAILS(SNAPROLL_RANGE, NULL,
        snaproll_time_parse(SNAPROLL_Z("2262-12-01T00:00:00Z"), &time, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "time: no time",
        snaproll_time_text(SNAPROLL_NO_TIME, &buf, E));
  CHECK(buf.data == NULL);
}

static void a_manual_clock_goes_by_its_step(void) {
  snaproll_clock* clock = NULL;
  int64_t now = 0;
  FAILS(SNAPROLL_INVALID_ARGUMENT, "start: no time",
        snaproll_clock_new_manual(SNAPROLL_NO_TIME, 0, &clock, E));
  OK(snaproll_clock_new_manual(100, 7, &clock, E));
  OK(snaproll_clock_now(clock, &now, E));
  CHECK(now == 100);
  OK(snaproll_clock_now(clock, &now, E));
  CHECK(now == 107);
  OK(snaproll_clock_advance(clock, 1000, E));
  OK(snaproll_clock_now(clock, &now, E));
  CHECK(now == 1114);
  OK(snaproll_clock_set(clock, -5, E));
  OK(snaproll_clock_now(clock, &now, E));
  CHECK(now == -5);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "a clock needs a time",
        snaproll_clock_set(clock, SNAPROLL_NO_TIME, E));
  OK(snaproll_clock_set(clock, INT64_MAX, E));
  FAILS(SNAPROLL_RANGE, "the clock would leave the range of times",
        snaproll_clock_advance(clock, 1, E));
  snaproll_clock_free(clock);
  snaproll_clock_free(NULL);
}

static void a_cancel_stops_what_comes_later(void) {
  snaproll_cancel* cancel = NULL;
  snaproll_value* value = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_cancel_new(&cancel, E));
  OK(snaproll_value_parse(SNAPROLL_Z("[1]"), NULL, cancel, &value, E));
  OK(snaproll_cancel_trigger(cancel, E));
  OK(snaproll_cancel_trigger(cancel, E));
  FAILS(SNAPROLL_STOPPED, "stopped while writing JSON",
        snaproll_value_to_json(value, cancel, &buf, E));
  CHECK(buf.data == NULL);
  snaproll_value_free(value);
  FAILS(SNAPROLL_STOPPED, "stopped while reading JSON",
        snaproll_value_parse(SNAPROLL_Z("[1]"), NULL, cancel, &value, E));
  CHECK(value == NULL);
  snaproll_cancel_free(cancel);
  snaproll_cancel_free(NULL);
}

static void options_share_their_clock_and_ids(void) {
  snaproll_clock* clock = NULL;
  snaproll_options* options = NULL;
  snaproll_context* context[2] = {NULL, NULL};
  int64_t started[2] = {0, 0};
  snaproll_buf ids[4] = {{0}, {0}, {0}, {0}};
  int round;
  for (round = 0; round < 2; ++round) {
    OK(snaproll_clock_new_manual(1000000000, 1, &clock, E));
    OK(snaproll_options_new(&options, E));
    OK(snaproll_options_set_clock(options, clock, E));
    OK(snaproll_options_set_id_seed(options, 9, E));
    OK(snaproll_context_new(SNAPROLL_Z("w"), options, &context[0], E));
    snaproll_clock_free(clock);
    /* A limit set now holds for what is made from now on. */
    OK(snaproll_options_set_limit(options, SNAPROLL_LIMIT_ID_BYTES, 1, E));
    OK(snaproll_context_new(SNAPROLL_Z("w"), options, &context[1], E));
    snaproll_options_free(options);
    OK(snaproll_context_started_at(context[0], &started[0], E));
    OK(snaproll_context_started_at(context[1], &started[1], E));
    CHECK(started[0] < started[1] && started[1] < 1000000010);
    OK(snaproll_context_execution_id(context[0], &ids[2 * round], E));
    OK(snaproll_context_execution_id(context[1], &ids[2 * round + 1], E));
    OK(snaproll_context_record_node_result(context[0], SNAPROLL_Z("nn"),
                                           SNAPROLL_Z("1"), E));
    FAILS(SNAPROLL_LIMIT, NULL,
          snaproll_context_record_node_result(context[1], SNAPROLL_Z("nn"),
                                              SNAPROLL_Z("1"), E));
    snaproll_context_free(context[0]);
    snaproll_context_free(context[1]);
  }
  CHECK(strcmp(ids[0].data, ids[1].data) < 0);
  CHECK(strcmp(ids[0].data, ids[2].data) == 0);
  CHECK(strcmp(ids[1].data, ids[3].data) == 0);
  for (round = 0; round < 4; ++round) snaproll_buf_dispose(&ids[round]);
}

static void limits_have_a_lowest_and_a_highest(void) {
  static const uint64_t highest[] = {
      10000,      UINT32_MAX, UINT32_MAX,        (uint64_t)1 << 30,
      UINT32_MAX, UINT32_MAX, (uint64_t)1 << 31, (uint64_t)1 << 40};
  snaproll_options* options = NULL;
  int32_t limit;
  OK(snaproll_options_new(&options, E));
  for (limit = 0; limit < 8; ++limit) {
    OK(snaproll_options_set_limit(options, limit, 1, E));
    OK(snaproll_options_set_limit(options, limit, highest[limit], E));
    FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
          snaproll_options_set_limit(options, limit, 0, E));
    FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
          snaproll_options_set_limit(options, limit, highest[limit] + 1, E));
  }
  FAILS(SNAPROLL_INVALID_ARGUMENT, "limit: no such limit",
        snaproll_options_set_limit(options, 8, 1, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "limit: no such limit",
        snaproll_options_set_limit(options, -1, 1, E));
  snaproll_options_free(options);
}

static void options_name_what_is_made(void) {
  snaproll_options* options = NULL;
  snaproll_execution* execution = NULL;
  snaproll_context* context = NULL;
  snaproll_manager* manager = NULL;
  snaproll_summary* summary = NULL;
  snaproll_buf buf = {0};
  char id[257];
  memset(id, 'i', sizeof id);
  OK(snaproll_options_new(&options, E));
  OK(snaproll_options_set_execution_id(options, id, 255, E));
  OK(snaproll_options_set_workflow_id(options, SNAPROLL_Z("w"), E));
  OK(snaproll_options_set_max_snapshots(options, SNAPROLL_UNLIMITED, E));
  OK(snaproll_options_set_auto_snapshot(options, true, 4, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the execution id is empty",
        snaproll_options_set_execution_id(options, NULL, 0, E));
  FAILS(SNAPROLL_LIMIT, NULL,
        snaproll_options_set_execution_id(options, id, 256, E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 1,
           snaproll_options_set_execution_id(options, "e\xff", 2, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the workflow id is empty",
        snaproll_options_set_workflow_id(options, NULL, 0, E));
  FAILS(SNAPROLL_LIMIT, NULL,
        snaproll_options_set_workflow_id(options, id, 256, E));
  OK(snaproll_execution_new(options, &execution, E));
  OK(snaproll_execution_context(execution, &context, E));
  OK(snaproll_context_execution_id(context, &buf, E));
  CHECK(buf.size == 255);
  snaproll_buf_dispose(&buf);
  OK(snaproll_context_workflow_id(context, &buf, E));
  TEXT_IS(buf, "w");
  OK(snaproll_execution_manager(execution, &manager, E));
  OK(snaproll_manager_summary(manager, &summary, E));
  OK(snaproll_summary_to_json(summary, &buf, E));
  TEXT_IS(buf,
          "{\"total_snapshots\":0,\"max_snapshots\":18446744073709551615,"
          "\"auto_snapshot_enabled\":true,\"auto_snapshot_interval\":4,"
          "\"oldest_snapshot\":null,\"newest_snapshot\":null,"
          "\"nodes_processed\":0}");
  snaproll_summary_free(summary);
  snaproll_manager_free(manager);
  snaproll_context_free(context);
  snaproll_execution_free(execution);
  snaproll_options_free(options);
  snaproll_options_free(NULL);
}

int main(void) {
  a_buffer_is_disposed_of_once();
  ids_are_uuids_of_version_7_that_rise();
  other_texts_are_no_ids();
  times_are_rfc_3339();
  a_manual_clock_goes_by_its_step();
  a_cancel_stops_what_comes_later();
  options_share_their_clock_and_ids();
  limits_have_a_lowest_and_a_highest();
  options_name_what_is_made();
  return check_end();
}
