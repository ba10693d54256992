#include <cblas.h>

/// LAPACK's divide-and-conquer eigensolver of a symmetric matrix (Fortran), which OpenBLAS carries.
void ssyevd_(
    const char *jobz, const char *uplo, const int *n, float *a, const int *lda, float *w, float *work, const int *lwork,
    int *iwork, const int *liwork, int *info);
