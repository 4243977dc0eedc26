/* What SQLite's C API keeps from Swift, which cannot call functions of a variable number of arguments. */
#ifndef CSQLITE_H
#define CSQLITE_H

/* Has SQLite keep no count of its memory: the count lies behind one lock for all connections, which every allocation
   takes. To be called before any connection is opened; afterwards it does nothing, and answers SQLite's code for that.
   https://sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus */
int sqlite_count_no_memory(void);

#endif
