# SPDX-License-Identifier: GPL-2.0-or-later
# Rows of parts that are not built yet: named, so that nobody takes them for tried.

! want A36 || later A36 "images" "there are no images yet"
