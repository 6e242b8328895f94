/* One-time codes against the vectors of RFC 6238 (appendix B, SHA-1) and RFC 4648 (section 10). */
#include "base/totp.h"
#include "t.h"

static const char secret[] = "12345678901234567890";

TEST(the_vectors_of_rfc_6238)
{
    static const struct {
        int64_t time;
        const char *code;
    } vector[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                  {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};

    for (size_t i = 0; i < sizeof vector / sizeof *vector; i++) {
        char code[JH_TOTP_TEXT];
        jh_totp_code(secret, 20, vector[i].time / JH_TOTP_STEP, 8, code);
        CHECK_STR(vector[i].code, code);
    }
}

TEST(a_code_of_six_digits_is_the_end_of_that_of_eight)
{
    char code[JH_TOTP_TEXT];
    jh_totp_code(secret, 20, 1, 6, code);
    CHECK_STR("287082", code);
}

TEST(neighbouring_steps_are_taken_each_once)
{
    int64_t step;

    CHECK(jh_totp_fits(secret, 20, "287082", 59, 0, &step) && step == 1);
    CHECK(jh_totp_fits(secret, 20, "287 082", 89, 0, &step) && step == 1);
    CHECK(jh_totp_fits(secret, 20, "287082", 0, 0, &step) && step == 1);
    CHECK(!jh_totp_fits(secret, 20, "287082", 90, 0, &step)); /* two steps ago */
    CHECK(!jh_totp_fits(secret, 20, "287082", 59, 1, &step)); /* was used */
    CHECK(!jh_totp_fits(secret, 20, "287083", 59, 0, &step));
    CHECK(!jh_totp_fits(secret, 20, "28708", 59, 0, &step));
    CHECK(!jh_totp_fits(secret, 20, "2870821", 59, 0, &step));
    CHECK(!jh_totp_fits(secret, 20, "28708a", 59, 0, &step));
    CHECK(!jh_totp_fits(secret, 20, "", 59, 0, &step));
}

TEST(base32_is_that_of_rfc_4648)
{
    static const char *const pair[][2] = {{"f", "MY"},           {"fo", "MZXQ"},
                                          {"foo", "MZXW6"},      {"foob", "MZXW6YQ"},
                                          {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};

    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        char text[JH_BASE32_TEXT];
        unsigned char back[JH_TOTP_SECRET_MOST];
        size_t n;
        jh_base32_write(pair[i][0], strlen(pair[i][0]), text);
        CHECK_STR(pair[i][1], text);
        CHECK(jh_base32_read(text, back, &n) && n == strlen(pair[i][0]));
        CHECK(memcmp(back, pair[i][0], n) == 0);
    }
}

TEST(a_secret_is_read_as_people_type_it)
{
    unsigned char back[JH_TOTP_SECRET_MOST];
    char text[JH_BASE32_TEXT];
    size_t n;

    CHECK(jh_base32_read("mzxw 6ytb-oi======", back, &n) && n == 6);
    CHECK(!jh_base32_read("mzxw1", back, &n));
    CHECK(!jh_base32_read("中文", back, &n));
    memset(text, 'A', sizeof text - 1);
    text[sizeof text - 1] = 0;
    CHECK(!jh_base32_read(text, back, &n)); /* 70 bytes */
}

TEST(new_secrets_differ)
{
    unsigned char a[JH_TOTP_SECRET], b[JH_TOTP_SECRET];
    jh_totp_new(a);
    jh_totp_new(b);
    CHECK(memcmp(a, b, sizeof a) != 0);
}
