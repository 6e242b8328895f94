/* src/intake/annotate_part.h - editing the XML of a .xlsx where marks are, and nowhere else. Inside
 * intake only. Bytes that need no change are copied as they are. */
#pragma once
#include "intake/annotate.h"
#include "intake/xlsx.h"

enum { JH_GRADES = 3, JH_MOST_XF = 64000, JH_EXCEL_COLUMNS = 16384, JH_EXCEL_ROWS = 1048576 };

struct jh_restyle {     /* cell formats that are wanted: format `xf` with the fill of `grade` */
    size_t base;        /* formats that the workbook has */
    struct jh_buf want; /* struct jh_restyled[] */
};

struct jh_restyled {
    long xf;
    int grade;
};

/* The number of the format; the same request gives the same one. */
long jh_restyle_get(struct jh_restyle *r, long xf, int grade);
int jh_mark_grade(int grade); /* into 0..2 */

/* Copy a start tag: without the attributes named in `drop` (ended by NULL), with `add` behind the
 * others, closed as an empty element when `empty`. */
void jh_tag_copy(struct jh_buf *out, const char *tag, size_t n, const char *const *drop,
                 const char *add, bool empty);
/* Its name with prefix, as a length behind '<'. */
size_t jh_tag_name(const char *tag, size_t n);
void jh_xml_escape(struct jh_buf *out, const char *text, size_t n);
/* All texts of marks[0..n) joined, cut where a cell ends. */
void jh_mark_texts(struct jh_buf *out, const struct jh_mark *mark, size_t n);

/* A worksheet with its marks (all of one sheet). */
JH_NODISCARD enum jh_status jh_annotate_sheet(struct jh_reading *r, const struct jh_buf *in,
                                              const struct jh_mark *mark, size_t n,
                                              const char *heading, struct jh_restyle *styles,
                                              struct jh_buf *out);
/* styles.xml with the wanted formats. *ret_done false when it lacks what they build on. */
JH_NODISCARD enum jh_status jh_annotate_styles(struct jh_reading *r, const struct jh_buf *in,
                                               const struct jh_restyle *styles, struct jh_buf *out,
                                               bool *ret_done);
/* The original edited; *ret_done false: make a new workbook instead. */
JH_NODISCARD enum jh_status jh_annotate_xlsx(const struct jh_source *source,
                                             const struct jh_mark *mark, size_t n,
                                             const char *heading, struct jh_buf *out,
                                             bool *ret_done, struct jh_err *reterr);
/* A new workbook with the same cells. */
JH_NODISCARD enum jh_status jh_annotate_new(const struct jh_source *source,
                                            const struct jh_mark *mark, size_t n,
                                            const char *heading, struct jh_buf *out,
                                            struct jh_err *reterr);
