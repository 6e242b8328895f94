/* src/intake/xls.h - workbooks of Excel 5 to 2003 as a stream of records. Inside intake only. */
#pragma once
#include "intake/ole.h"
#include <iconv.h>

enum { /* the records that matter */
       JH_XLS_FORMULA = 0x0006,
       JH_XLS_EOF = 0x000A,
       JH_XLS_DATEMODE = 0x0022,
       JH_XLS_FILEPASS = 0x002F,
       JH_XLS_CONTINUE = 0x003C,
       JH_XLS_BOUNDSHEET = 0x0085,
       JH_XLS_MULRK = 0x00BD,
       JH_XLS_RSTRING = 0x00D6,
       JH_XLS_XF = 0x00E0,
       JH_XLS_SST = 0x00FC,
       JH_XLS_LABELSST = 0x00FD,
       JH_XLS_NUMBER = 0x0203,
       JH_XLS_LABEL = 0x0204,
       JH_XLS_BOOLERR = 0x0205,
       JH_XLS_STRING = 0x0207,
       JH_XLS_RK = 0x027E,
       JH_XLS_FORMAT = 0x041E,
       JH_XLS_BOF = 0x0809
};

struct jh_xls_sheet {
    char name[128];
    uint32_t start; /* of its records in the stream */
    int type;       /* 0 worksheet, 1 macro sheet, 2 chart */
    bool hidden;
};

struct jh_xls {
    struct jh_reading *r;
    struct jh_ole ole;
    struct jh_ole_stream stream;
    bool old; /* Excel 5 and 95: texts in the code page, no shared strings */
    bool from_1904;
    iconv_t code_page;    /* of old texts; opened when needed */
    struct jh_buf sheet;  /* struct jh_xls_sheet[] */
    struct jh_buf format; /* long id, kind pairs */
    struct jh_buf xf;     /* unsigned char[]: enum jh_date_kind */
    struct jh_buf text;   /* shared strings, 0 behind each */
    struct jh_buf offset; /* uint32_t[nstrings] */
    size_t nstrings;

    uint64_t at; /* behind the current record */
    uint16_t type, n;
    unsigned char data[65536];
    uint64_t window; /* what of the stream is in `bytes` */
    size_t window_n;
    unsigned char bytes[JH_OLE_WINDOW];
};

/* The next record into type, n, data; false at the end of the stream. */
bool jh_xls_next(struct jh_xls *x);
void jh_xls_seek(struct jh_xls *x, uint64_t at);
uint32_t jh_xls_u16(const unsigned char *p);
uint32_t jh_xls_u32(const unsigned char *p);
/* A text at data[*pos] whose length field has `width` bytes, appended to out; goes on into CONTINUE
 * records. False when the records end before it. */
bool jh_xls_text(struct jh_xls *x, size_t *pos, int width, struct jh_buf *out);
JH_NODISCARD enum jh_status jh_xls_globals(struct jh_xls *x);
JH_NODISCARD enum jh_status jh_xls_read_sheet(struct jh_xls *x, const struct jh_xls_sheet *sheet);
