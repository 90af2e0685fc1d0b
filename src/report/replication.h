/* replication.h - the texts of a replication package: README, codebook and script.
 *
 * The package is a folder: the model under model/, what Truce says of it under outputs/ and
 * figures/, and beside them the texts below, with SHA256SUMS of all.
 */
#pragma once
#include "report/outlook.h"
#include "report/plot.h"

typedef struct {
    const Outlook *outlook;
    Lang lang;
    const char *model;   /* "us-china.truce", the main file under model/ */
    const char *options; /* " --set x=1", for a shell, or "" */
    PlotData *plots;
    bool has_plot[PLOT_COUNT]; /* those that the package has */
} Replication;

/* How the package is to be used, and what is in it; Markdown. */
void replication_readme(const Replication *r, Buf *out);

/* Every column of the tables, and everything that the model declares; Markdown. */
void replication_codebook(const Replication *r, Buf *out);

/* A script for a POSIX shell that makes every output again and compares it byte for byte. */
void replication_script(const Replication *r, Buf *out);
